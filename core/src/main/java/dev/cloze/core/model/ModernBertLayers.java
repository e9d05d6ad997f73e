package dev.cloze.core.model;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Which of ModernBERT's layers see how far, in the fields that its first release had
 * ({@code global_attn_every_n_layers}, {@code global_rope_theta}, {@code local_rope_theta}) and in those of transformers 5
 * ({@code layer_types}, {@code rope_parameters}). Where a file has both, they must agree.
 *
 * @param globalEvery layer i sees its whole document if i is a multiple
 * @param window in the other layers a token sees those at most half of it away
 */
record ModernBertLayers(int globalEvery, int window, double globalTheta, double localTheta) {
    private static final String LAYER_TYPES = "layer_types";
    private static final String EVERY = "global_attn_every_n_layers";
    private static final String ROPE = "rope_parameters";
    private static final String WINDOW = "local_attention";
    private static final String HALF_WINDOW = "sliding_window";
    private static final String GLOBAL = "full_attention";
    private static final String LOCAL = "sliding_attention";
    private static final double GLOBAL_THETA = 160_000;
    private static final double LOCAL_THETA = 10_000;

    static ModernBertLayers read(ForeignFields fields, int layers) {
        fields.only("rope_scaling", null);
        // A null of the first release means that windows turn as whole documents do.
        boolean alike = fields.names("local_rope_theta") && !fields.has("local_rope_theta");
        double global = theta(fields, GLOBAL, "global_rope_theta", GLOBAL_THETA);
        double local = theta(fields, LOCAL, "local_rope_theta", alike ? global : LOCAL_THETA);
        return new ModernBertLayers(every(fields, layers), window(fields), global, local);
    }

    /** The fields in both ways. */
    Map<String, Object> write(int layers) {
        return Map.of(
                EVERY,
                globalEvery,
                WINDOW,
                window,
                "global_rope_theta",
                globalTheta,
                "local_rope_theta",
                localTheta,
                LAYER_TYPES,
                types(layers, globalEvery),
                ROPE,
                new TreeMap<>(Map.of(GLOBAL, rope(globalTheta), LOCAL, rope(localTheta))));
    }

    private static Map<String, Object> rope(double theta) {
        return new TreeMap<>(Map.of("rope_theta", theta, "rope_type", "default"));
    }

    private static int window(ForeignFields fields) {
        int half = fields.whole(HALF_WINDOW, fields.whole(WINDOW, 128) / 2);
        if (fields.has(WINDOW) && fields.has(HALF_WINDOW) && fields.whole(WINDOW, 128) != 2 * half) {
            fields.fault(HALF_WINDOW, "half of " + WINDOW);
        }
        return fields.has(HALF_WINDOW) ? 2 * half : fields.whole(WINDOW, 128);
    }

    private static int every(ForeignFields fields, int layers) {
        int every = fields.whole(EVERY, 3);
        if (!(fields.value(LAYER_TYPES) instanceof List<?> types)) {
            return every;
        }
        int second = types.subList(Math.min(1, types.size()), types.size()).indexOf(GLOBAL) + 1;
        int found = second > 0 ? second : Math.max(1, types.size());
        boolean agreed = fields.has(EVERY) && every > 0 && types.equals(types(types.size(), every));
        if (types.size() != layers || (!agreed && (fields.has(EVERY) || !types.equals(types(layers, found))))) {
            fields.fault(
                    LAYER_TYPES,
                    GLOBAL + " in layers 0, n, 2n and so on of num_hidden_layers, " + LOCAL + " in the others"
                            + (fields.has(EVERY) ? ", n = " + every : ""));
        }
        return agreed ? every : found;
    }

    private static List<String> types(int layers, int every) {
        return IntStream.range(0, layers)
                .mapToObj(i -> i % every == 0 ? GLOBAL : LOCAL)
                .toList();
    }

    private static double theta(ForeignFields fields, String type, String firstName, double otherwise) {
        double theta = fields.number(firstName, otherwise);
        Object all = fields.value(ROPE);
        if (all == null) {
            return theta;
        }
        Object one = all instanceof Map<?, ?> types && Set.of(GLOBAL, LOCAL).containsAll(types.keySet())
                ? Objects.requireNonNullElse(types.get(type), Map.of())
                : null;
        if (!(one instanceof Map<?, ?> parameters)
                || !Set.of("rope_theta", "rope_type").containsAll(parameters.keySet())
                || !"default".equals(Objects.requireNonNullElse(parameters.get("rope_type"), "default"))
                || !(Objects.requireNonNullElse(parameters.get("rope_theta"), theta) instanceof Number number)) {
            fields.fault(ROPE, GLOBAL + " and " + LOCAL + ", each with a rope_theta and the rope_type default");
            return theta;
        }
        if (fields.has(firstName) && number.doubleValue() != theta) {
            fields.fault(firstName, "that of " + ROPE + ", " + number);
        }
        return number.doubleValue();
    }
}
