package dev.cloze.core.torch;

import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Two rows of five tokens: two documents in the first, one and padding in the second; three masked places. */
final class SmallBatch {
    private static final long[] IDS = {2, 5, 4, 3, 6, 2, 4, 9, 0, 0};
    private static final long[] POSITIONS = {0, 1, 2, 0, 1, 0, 1, 2, 0, 1};
    private static final long[] DOCUMENTS = {0, 0, 0, 1, 1, 0, 0, 0, -1, -1};
    private static final long[] TYPES = {0, 1, 1, 0, 0, 0, 0, 1, 1, 0};
    private static final long[] MASKED = {2, 4, 6};
    private static final long[] LABELS = {8, 10, 1};
    private static final double TOTAL = 3;

    private SmallBatch() {}

    static List<NativeArgument> arguments(Scope step, EncoderConfig config, Weights weights) {
        return arguments(step, config, weights.arrays());
    }

    static List<NativeArgument> arguments(Scope step, EncoderConfig config, NativeArrayList weights) {
        List<NativeArgument> arguments = rows(step, config);
        arguments.add(step.longs(MASKED, 3));
        arguments.add(step.longs(LABELS, 3));
        arguments.add(step.scalar(TOTAL));
        arguments.add(weights);
        return arguments;
    }

    /** The arguments of an encoder without a head. */
    static List<NativeArgument> rows(Scope step, EncoderConfig config, Weights weights) {
        List<NativeArgument> arguments = rows(step, config);
        arguments.add(weights.arrays());
        return arguments;
    }

    private static List<NativeArgument> rows(Scope step, EncoderConfig config) {
        List<NativeArgument> arguments = new ArrayList<>();
        arguments.add(step.longs(IDS, 2, 5));
        arguments.add(step.longs(POSITIONS, 2, 5));
        arguments.add(step.longs(DOCUMENTS, 2, 5));
        if (config.tokenTypes() > 0) {
            arguments.add(step.longs(TYPES, 2, 5));
        }
        return arguments;
    }

    static Map<String, Value> values() {
        int[] rows = {2, 5};
        int[] places = {3};
        return Map.of(
                "ids", Value.of(rows, IDS),
                "positions", Value.of(rows, POSITIONS),
                "documents", Value.of(rows, DOCUMENTS),
                "types", Value.of(rows, TYPES),
                "masked", Value.of(places, MASKED),
                "labels", Value.of(places, LABELS),
                "total", Value.of(new int[0], TOTAL));
    }
}
