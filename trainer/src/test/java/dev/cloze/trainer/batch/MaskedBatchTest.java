package dev.cloze.trainer.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.corpora.pack.PackedRow;
import dev.cloze.trainer.objective.MaskedRow;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MaskedBatchTest {
    private static final int PADDING = 0;

    @Test
    void rowsStandOneAfterAnother() {
        PackedRow first = new PackedRow(new int[] {2, 10, 3, 2, 11}, new int[] {0, 3});
        PackedRow second = new PackedRow(new int[] {12, 13, 3}, new int[] {0});
        MaskedBatch batch = MaskedBatch.of(
                List.of(first, second),
                List.of(
                        new MaskedRow(new int[] {2, 4, 3, 2, 11}, new int[] {1}, new int[] {10}),
                        new MaskedRow(new int[] {4, 7, 3}, new int[] {0, 1}, new int[] {12, 13})),
                5,
                PADDING);

        assertThat(batch.rows()).isEqualTo(2);
        assertThat(batch.length()).isEqualTo(5);
        assertThat(batch.ids()).containsExactly(2, 4, 3, 2, 11, 4, 7, 3, PADDING, PADDING);
        assertThat(batch.positions()).containsExactly(0, 1, 2, 0, 1, 0, 1, 2, 0, 0);
        assertThat(batch.documents()).containsExactly(0, 0, 0, 1, 1, 0, 0, 0, -1, -1);
        assertThat(batch.masked()).containsExactly(1, 5, 6);
        assertThat(batch.labels()).containsExactly(10, 12, 13);
        assertThat(batch.tokens()).isEqualTo(8);
        assertThat(batch.attendedPairs().within(OptionalInt.empty())).isEqualTo(3 * 3 + 2 * 2 + 3 * 3);
    }

    @Test
    void attendedPairsAreThosePairsThatShareADocument() {
        Random random = new Random(4);
        for (int trial = 0; trial < 50; trial++) {
            int length = 1 + random.nextInt(20);
            List<PackedRow> rows = new ArrayList<>();
            List<MaskedRow> masked = new ArrayList<>();
            for (int b = 0; b < 3; b++) {
                int filled = 1 + random.nextInt(length);
                int[] starts = IntStream.range(0, filled)
                        .filter(t -> t == 0 || random.nextInt(4) == 0)
                        .toArray();
                rows.add(new PackedRow(new int[filled], starts));
                masked.add(new MaskedRow(new int[filled], new int[0], new int[0]));
            }
            MaskedBatch batch = MaskedBatch.of(rows, masked, length, PADDING);
            assertThat(batch.attendedPairs().within(OptionalInt.empty())).isEqualTo(pairs(batch));
        }
    }

    private static long pairs(MaskedBatch batch) {
        long pairs = 0;
        for (int b = 0; b < batch.rows(); b++) {
            for (int i = 0; i < batch.length(); i++) {
                for (int j = 0; j < batch.length(); j++) {
                    long document = batch.documents()[b * batch.length() + i];
                    pairs += document >= 0 && document == batch.documents()[b * batch.length() + j] ? 1 : 0;
                }
            }
        }
        return pairs;
    }
}
