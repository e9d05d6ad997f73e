package dev.cloze.core.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchTest {
    private static final int ANY = Integer.MAX_VALUE;

    @Test
    void everyRowHasAPlaceOfItsOwnWithinOneLine() {
        SplittableRandom random = new SplittableRandom(11);
        List<Row> rows = rows(random.ints(500, 2, 513).toArray());
        BitSet numbers = new BitSet();
        for (Batch batch : Batch.of(rows, ANY)) {
            BitSet taken = new BitSet();
            for (Batch.Member member : batch.members()) {
                assertThat(member.row()).isSameAs(rows.get(member.number()));
                assertThat(numbers.get(member.number())).isFalse();
                numbers.set(member.number());
                int end = member.start() + member.row().length();
                assertThat((end - 1) / batch.length()).isEqualTo(member.start() / batch.length());
                assertThat(taken.get(member.start(), end).isEmpty()).isTrue();
                taken.set(member.start(), end);
            }
            assertThat(batch.lines() * batch.length()).isLessThanOrEqualTo(Batch.TOKENS);
        }
        assertThat(numbers.cardinality()).isEqualTo(rows.size());
    }

    @Test
    void littleIsPadding() {
        SplittableRandom random = new SplittableRandom(12);
        for (int longest : new int[] {16, 64, 512}) {
            List<Row> rows = rows(random.ints(256, 3, longest + 1).toArray());
            long tokens = rows.stream().mapToLong(Row::length).sum();
            long places = Batch.of(rows, ANY).stream()
                    .mapToLong(batch -> (long) batch.lines() * batch.length())
                    .sum();
            assertThat((double) places / tokens).as("rows of up to %d", longest).isBetween(1.0, 1.15);
        }
    }

    @Test
    void equalRowsHaveNoPaddingAndAreNotJoined() {
        List<Batch> batches = Batch.of(rows(32, 32, 32, 32), ANY);
        assertThat(batches).hasSize(1);
        assertThat(batches.get(0).lines()).isEqualTo(4);
        assertThat(batches.get(0).length()).isEqualTo(32);
    }

    @Test
    void aRowThatIsLongerThanABatchIsOne() {
        List<Batch> batches = Batch.of(rows(2 * Batch.TOKENS, 2 * Batch.TOKENS), ANY);
        assertThat(batches).hasSize(2).allMatch(batch -> batch.lines() == 1);
    }

    @Test
    void placesAskedAboutAreBounded() {
        List<Row> rows = IntStream.range(0, 7)
                .mapToObj(i -> Row.of(new int[10]).asking(1, 2, 3))
                .toList();
        assertThat(Batch.of(rows, 6)).hasSize(4);
        assertThat(Batch.of(rows, 1)).hasSize(7);
    }

    @Test
    void noRowsNeedNoBatch() {
        assertThat(Batch.of(List.of(), ANY)).isEmpty();
    }

    private static List<Row> rows(int... lengths) {
        return Arrays.stream(lengths)
                .mapToObj(length -> Row.of(new int[length]))
                .toList();
    }
}
