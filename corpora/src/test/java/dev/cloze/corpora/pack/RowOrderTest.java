package dev.cloze.corpora.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowOrderTest {
    @Test
    void everyRowIsVisitedOnceInEachEpoch() {
        for (int rows = 1; rows <= 300; rows++) {
            RowOrder order = new RowOrder(rows * 7919L, rows);
            for (long epoch = 0; epoch < 3; epoch++) {
                BitSet visited = new BitSet();
                for (int position = 0; position < rows; position++) {
                    long row = order.at(epoch, position);
                    assertThat(row).isBetween(0L, rows - 1L);
                    visited.set((int) row);
                    assertThat(order.positionOf(epoch, row)).isEqualTo(position);
                }
                assertThat(visited.cardinality()).isEqualTo(rows);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1_000_000_000_000L, (1L << 40) + 1, 1L << 62})
    void hugeOrdersInvert(long rows) {
        long seed = 99;
        System.out.println("hugeOrdersInvert: seed " + seed);
        Random random = new Random(seed);
        RowOrder order = new RowOrder(seed, rows);
        for (int i = 0; i < 20_000; i++) {
            long position = (random.nextLong() >>> 1) % rows;
            long row = order.at(3, position);
            assertThat(row).isBetween(0L, rows - 1);
            assertThat(order.positionOf(3, row)).isEqualTo(position);
        }
    }

    @Test
    void epochsAndSeedsHaveOrdersOfTheirOwn() {
        int rows = 10_000;
        RowOrder order = new RowOrder(1, rows);
        RowOrder other = new RowOrder(2, rows);
        for (long epoch = 0; epoch < 5; epoch++) {
            int sameAsNextEpoch = 0;
            int sameAsOtherSeed = 0;
            for (int position = 0; position < rows; position++) {
                long row = order.at(epoch, position);
                sameAsNextEpoch += row == order.at(epoch + 1, position) ? 1 : 0;
                sameAsOtherSeed += row == other.at(epoch, position) ? 1 : 0;
            }
            // Two random permutations agree in one place on average, and hardly ever in ten.
            assertThat(sameAsNextEpoch).isLessThan(10);
            assertThat(sameAsOtherSeed).isLessThan(10);
        }
    }

    @Test
    void neighboursAreTornApart() {
        int rows = 100_000;
        RowOrder order = new RowOrder(4, rows);
        long distance = 0;
        for (int position = 1; position < rows; position++) {
            distance += Math.abs(order.at(0, position) - order.at(0, position - 1));
        }
        // Two random places in [0, n) are n/3 apart on average.
        assertThat(distance / (double) rows / rows).isBetween(0.32, 0.345);
    }

    @Test
    void everyPositionVisitsEveryRowEquallyOften() {
        int rows = 6;
        int epochs = 60_000;
        int[][] visits = new int[rows][rows];
        RowOrder order = new RowOrder(12, rows);
        for (int epoch = 0; epoch < epochs; epoch++) {
            for (int position = 0; position < rows; position++) {
                visits[position][(int) order.at(epoch, position)]++;
            }
        }
        // Five standard deviations around 10,000.
        for (int[] row : visits) {
            for (int count : row) {
                assertThat(count).isBetween(10_000 - 460, 10_000 + 460);
            }
        }
    }

    @Test
    void rowsAreAtLeastOne() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RowOrder(0, 0));
        assertThat(new RowOrder(0, 1).at(5, 0)).isZero();
    }
}
