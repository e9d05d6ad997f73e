package dev.cloze.benchmarks.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cloze.core.graph.Interpreter;
import dev.cloze.core.graph.Value;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class Float64AttentionTest {
    private static final int HEADS = 2;
    private static final int WIDTH = 3;
    private static final int LENGTH = 9;
    private static final int ROWS = 2;

    private static AttentionTask task(Layout layout) {
        int[] lengths = {4, 3, 7, 5};
        int[] next = {0};
        DocumentRows rows =
                switch (layout) {
                    case FULL, WINDOWED -> DocumentRows.full(ROWS, LENGTH);
                    case PADDED -> DocumentRows.padded(ROWS, LENGTH, () -> lengths[next[0]++]);
                    case PACKED, PACKED_WINDOWED ->
                        DocumentRows.packed(ROWS, LENGTH, () -> lengths[next[0]++ % lengths.length]);
                };
        return new AttentionTask(
                rows, HEADS, WIDTH, layout.reach().isPresent() ? OptionalInt.of(2) : OptionalInt.empty());
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void theOutputIsTheInterpreters(Layout layout) {
        AttentionTask task = task(layout);
        RoundNumbers numbers = new RoundNumbers(task, 3);
        AttentionNode node = AttentionNode.of(task);
        int[] sizes = {ROWS, HEADS, LENGTH, WIDTH};
        double[] expected = Interpreter.run(
                        node.graph(),
                        List.of(node.mixed_BHTK()),
                        Map.of(
                                "q", Value.of(sizes, doubles(numbers.q())),
                                "k", Value.of(sizes, doubles(numbers.k())),
                                "v", Value.of(sizes, doubles(numbers.v())),
                                "documents",
                                        Value.of(
                                                new int[] {ROWS, LENGTH},
                                                task.rows().documents())))
                .get(0)
                .toArray();
        for (int head = 0; head < ROWS * HEADS; head++) {
            double[] out = Float64Attention.of(task, numbers, head / HEADS, head % HEADS)
                    .result(0);
            for (int i = 0; i < out.length; i++) {
                if (!task.rows().isPadding(head / HEADS, i / WIDTH)) {
                    assertThat(out[i]).isCloseTo(expected[head * LENGTH * WIDTH + i], within(1e-12));
                }
            }
        }
    }

    /** The loss is the product of output and its gradient; its slope is taken over a step of 2^-10 to each side. */
    @ParameterizedTest
    @EnumSource(Layout.class)
    void theGradientsAreTheSlopesOfTheLoss(Layout layout) {
        AttentionTask task = task(layout);
        int head = 1;
        int row = 1;
        int first = (row * HEADS + head) * LENGTH * WIDTH;
        RoundNumbers numbers = new RoundNumbers(task, 3);
        Float64Attention at = Float64Attention.of(task, numbers, row, head);
        for (int array = 1; array <= 3; array++) {
            float[] moved = array == 1 ? numbers.q() : array == 2 ? numbers.k() : numbers.v();
            for (int i = 0; i < LENGTH * WIDTH; i++) {
                float was = moved[first + i];
                moved[first + i] = was + 0x1p-10f;
                double up = moved[first + i];
                double above = loss(task, numbers, row, head);
                moved[first + i] = was - 0x1p-10f;
                double down = moved[first + i];
                double below = loss(task, numbers, row, head);
                moved[first + i] = was;
                assertThat(at.result(array)[i])
                        .as("%s, place %d", Attention.Outputs.NAMES.get(array), i)
                        .isCloseTo((above - below) / (up - down), within(1e-5));
            }
        }
    }

    private static double loss(AttentionTask task, RoundNumbers numbers, int row, int head) {
        double[] out = Float64Attention.of(task, numbers, row, head).result(0);
        int first = (row * HEADS + head) * LENGTH * WIDTH;
        double loss = 0;
        for (int i = 0; i < out.length; i++) {
            loss += out[i] * numbers.outGradient()[first + i];
        }
        return loss;
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void theWorkedExampleIsRight(Layout layout) throws Exception {
        AttentionTask task = task(layout);
        RoundNumbers numbers = new RoundNumbers(task, 4);
        try (Attention.Prepared plain = new PlainAttention().prepare(task)) {
            plain.take(numbers.q(), numbers.k(), numbers.v(), numbers.outGradient());
            plain.forward();
            plain.backward();
            Attention.Outputs outputs = plain.outputs();
            for (int head = 0; head < ROWS * HEADS; head++) {
                Errors errors =
                        Errors.of(List.of(Float64Attention.of(task, numbers, head / HEADS, head % HEADS)), outputs);
                assertThat(errors.areAcceptableBeside(new Errors(0, 0, 0, 0)))
                        .as("head %d: %s", head, errors)
                        .isTrue();
            }
        }
    }

    @Test
    void anErrorIsAShareOfTheGreatestNumber() {
        AttentionTask task = task(Layout.FULL);
        RoundNumbers numbers = new RoundNumbers(task, 4);
        Float64Attention reference = Float64Attention.of(task, numbers, 0, 0);
        float[][] results = new float[4][task.numbers()];
        for (int array = 0; array < results.length; array++) {
            for (int i = 0; i < LENGTH * WIDTH; i++) {
                results[array][i] = (float) reference.result(array)[i];
            }
        }
        results[2][5] += (float) (0.25 * reference.greatest(2));
        Errors errors =
                Errors.of(List.of(reference), new Attention.Outputs(results[0], results[1], results[2], results[3]));
        assertThat(errors.out()).isLessThan(1e-7);
        assertThat(errors.dK()).isCloseTo(0.25, within(1e-6));
        assertThat(errors.timesThoseOf(new Errors(1, 1, 0.1, 1))).isCloseTo(2.5, within(1e-5));
    }

    private static double[] doubles(float[] numbers) {
        double[] doubles = new double[numbers.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = numbers[i];
        }
        return doubles;
    }
}
