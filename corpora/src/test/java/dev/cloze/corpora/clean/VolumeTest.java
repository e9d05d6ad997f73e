package dev.cloze.corpora.clean;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class VolumeTest {
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void countsHalfOfAPairAsHalfOfItsFourBytes() {
        assertThat(Volume.of("\ud83d ?").bytes()).isEqualTo(4);
        assertThat(Volume.of("\ud83d\ude00 ?").bytes()).isEqualTo(6);
    }

    @Test
    void isThatOfAnIndexOfTheText() {
        for (int round = 0; round < 1_000; round++) {
            int highest = round % 2 == 0 ? 0x80 : 0x10000;
            String text = random.ints(random.nextInt(60), 0, highest)
                    .map(unit -> random.nextInt(3) == 0 ? " \n\t\u001f\u00a0".charAt(random.nextInt(4)) : unit)
                    .collect(StringBuilder::new, (all, unit) -> all.append((char) unit), StringBuilder::append)
                    .toString();

            assertThat(Volume.of(text)).as("seed %d", seed).isEqualTo(Volume.of(new TextIndex(text)));
        }
    }
}
