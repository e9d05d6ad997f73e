package dev.cloze.benchmarks.attention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.core.graph.Flops;
import dev.cloze.core.graph.Sizes;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

class AttentionTaskTest {
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void flopsAreThoseOfTheGraphAndOfThePairsCountedOneByOne() {
        for (int trial = 0; trial < 40; trial++) {
            AttentionTask task = task(random.nextBoolean(), random.nextBoolean());
            long pairs = 0;
            for (int row = 0; row < task.rows().rows(); row++) {
                for (int i = 0; i < task.rows().length(); i++) {
                    for (int j = 0; j < task.rows().length(); j++) {
                        pairs += task.rows().document(row, i) == task.rows().document(row, j)
                                        && !task.rows().isPadding(row, i)
                                        && Math.abs(i - j) <= task.reach().orElse(1000)
                                ? 1
                                : 0;
                    }
                }
            }
            assertThat(task.pairs()).as("seed %d, trial %d", seed, trial).isEqualTo(pairs);
            assertThat(task.forwardFlops()).isEqualTo(4 * pairs * task.heads() * task.headWidth());
            assertThat(task.formula()).contains(String.format(Locale.ROOT, "= %,d FLOP", task.forwardFlops()));
            AttentionNode node = AttentionNode.of(task);
            Sizes sizes = new Sizes()
                    .bind(AttentionNode.ROWS, task.rows().rows())
                    .bind(AttentionNode.PLACES, task.rows().length());
            assertThat(Direction.BOTH.flops(task))
                    .isEqualTo(Flops.training(
                            node.graph(),
                            List.of(node.mixed_BHTK()),
                            sizes,
                            task.rows().pairs()));
        }
    }

    @Test
    void everyArrayIsMovedOnceAtLeast() {
        AttentionTask task = new AttentionTask(DocumentRows.packed(2, 5, () -> 3), 3, 7, OptionalInt.empty());
        long array = 2 * 5 * 3 * 7 * 4;
        assertThat(Direction.FORWARD.leastBytes(task)).isEqualTo(4 * array);
        assertThat(Direction.BOTH.leastBytes(task)).isEqualTo(12 * array);
    }

    private AttentionTask task(boolean packed, boolean windowed) {
        int length = 1 + random.nextInt(40);
        int rows = 1 + random.nextInt(3);
        return new AttentionTask(
                packed
                        ? DocumentRows.packed(rows, length, () -> 1 + random.nextInt(20))
                        : DocumentRows.padded(rows, length, () -> 1 + random.nextInt(50)),
                1 + random.nextInt(3),
                1 + random.nextInt(9),
                windowed ? OptionalInt.of(random.nextInt(12)) : OptionalInt.empty());
    }

    @Test
    void packedRowsGoOnWithWhatWasLeftOfADocument() {
        int[] lengths = {3, 4, 2};
        int[] next = {0};
        DocumentRows rows = DocumentRows.packed(2, 5, () -> lengths[next[0]++ % lengths.length]);
        assertThat(rows.documents()).containsExactly(0, 0, 0, 1, 1, 0, 0, 1, 1, 2);
        assertThat(rows.usefulTokens()).isEqualTo(10);
        assertThat(rows.count()).isEqualTo(5);
    }

    @Test
    void paddedRowsHaveOneDocumentCutToTheRow() {
        int[] lengths = {2, 9};
        int[] next = {0};
        DocumentRows rows = DocumentRows.padded(2, 4, () -> lengths[next[0]++]);
        assertThat(rows.documents()).containsExactly(0, 0, -1, -1, 0, 0, 0, 0);
        assertThat(rows.usefulTokens()).isEqualTo(6);
    }

    @Test
    void realLengthsAreThoseOfTheSamples() throws Exception {
        int glosses = mean(DocumentLengths.WORDNET);
        int passages = mean(DocumentLengths.EUROPARL);
        assertThat(glosses).isBetween(8, 30);
        assertThat(passages).isGreaterThan(5 * glosses);
    }

    private static int mean(DocumentLengths lengths) throws Exception {
        IntSupplier next = lengths.shuffled(1);
        int sum = 0;
        for (int i = 0; i < 1000; i++) {
            sum += next.getAsInt();
        }
        return sum / 1000;
    }

    @Test
    void everyRoundHasOtherNumbersAndNoGradientAtPadding() {
        AttentionTask task = new AttentionTask(DocumentRows.padded(2, 4, () -> 3), 2, 3, OptionalInt.empty());
        RoundNumbers numbers = new RoundNumbers(task, 7);
        float[] first = numbers.q();
        float[] gradient = numbers.outGradient();
        numbers.advanceTo(1);
        assertThat(numbers.q()).isNotEqualTo(first);
        numbers.advanceTo(0);
        assertThat(numbers.q()).isEqualTo(first).isEqualTo(new RoundNumbers(task, 7).q());
        assertThat(numbers.k()).isNotEqualTo(first);
        for (int token = 0; token < gradient.length / 3; token++) {
            for (int c = 0; c < 3; c++) {
                assertThat(gradient[token * 3 + c] == 0).isEqualTo(token % 4 == 3);
            }
        }
    }
}
