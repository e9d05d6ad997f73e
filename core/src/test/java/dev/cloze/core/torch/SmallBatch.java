package dev.cloze.core.torch;

import dev.cloze.core.graph.Value;
import java.util.Map;

/** Two rows of five tokens: two documents in the first, one and padding in the second; three masked places. */
final class SmallBatch {
    private static final long[] IDS = {2, 5, 4, 3, 6, 2, 4, 9, 0, 0};
    private static final long[] POSITIONS = {0, 1, 2, 0, 1, 0, 1, 2, 0, 1};
    private static final long[] DOCUMENTS = {0, 0, 0, 1, 1, 0, 0, 0, -1, -1};
    private static final long[] MASKED = {2, 4, 6};
    private static final long[] LABELS = {8, 10, 1};
    private static final double TOTAL = 3;

    private SmallBatch() {}

    static NativeArgument[] arguments(Scope step, Weights weights) {
        return arguments(step, weights.arrays());
    }

    static NativeArgument[] arguments(Scope step, NativeArrayList weights) {
        return new NativeArgument[] {
            step.longs(IDS, 2, 5),
            step.longs(POSITIONS, 2, 5),
            step.longs(DOCUMENTS, 2, 5),
            step.longs(MASKED, 3),
            step.longs(LABELS, 3),
            step.scalar(TOTAL),
            weights
        };
    }

    static Map<String, Value> values() {
        int[] rows = {2, 5};
        int[] places = {3};
        return Map.of(
                "ids", Value.of(rows, IDS),
                "positions", Value.of(rows, POSITIONS),
                "documents", Value.of(rows, DOCUMENTS),
                "masked", Value.of(places, MASKED),
                "labels", Value.of(places, LABELS),
                "total", Value.of(new int[0], TOTAL));
    }
}
