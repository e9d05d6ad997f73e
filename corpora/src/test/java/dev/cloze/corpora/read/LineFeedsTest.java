package dev.cloze.corpora.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LineFeedsTest {
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    /** Bytes near the line feed, by value and by bit, at every offset within eight. */
    @Test
    void findsAndCountsWhatALoopFinds() {
        byte[] near = {'\n', '\n', '\t', 0x0b, (byte) 0x8a, 0, (byte) 0xff, 'a', 0x1a};
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = near[random.nextInt(1 + random.nextInt(near.length))];
            }
            int from = random.nextInt(bytes.length + 1);
            int to = from + random.nextInt(bytes.length - from + 1);
            int first = -1;
            int count = 0;
            for (int i = to - 1; i >= from; i--) {
                if (bytes[i] == '\n') {
                    first = i;
                    count++;
                }
            }
            assertThat(LineFeeds.first(bytes, from, to)).as("seed %d", seed).isEqualTo(first);
            assertThat(LineFeeds.count(bytes, from, to)).as("seed %d", seed).isEqualTo(count);
        }
    }
}
