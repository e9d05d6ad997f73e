package dev.cloze.trainer.optim;

import dev.cloze.core.nn.ParameterSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The norms of gradients before clipping.
 *
 * @param all the global norm
 * @param byPart that of each part of the model, in its order: {@code embeddings}, {@code layers.0} and so on, {@code head}
 */
public record GradientNorms(double all, Map<String, Double> byPart) {
    /** Of a step without gradients. */
    public static final GradientNorms NONE = new GradientNorms(0, Map.of());

    private static final Pattern PART = Pattern.compile("layers\\.\\d+|[^.]+");

    /** The norms of parts from those of parameters. */
    static GradientNorms of(double all, List<ParameterSpec> specs, float[] ofParameters) {
        Map<String, Double> squares = new LinkedHashMap<>();
        for (int i = 0; i < ofParameters.length; i++) {
            double norm = ofParameters[i];
            squares.merge(part(specs.get(i).name()), norm * norm, Double::sum);
        }
        squares.replaceAll((part, square) -> Math.sqrt(square));
        return new GradientNorms(all, squares);
    }

    private static String part(String parameter) {
        Matcher start = PART.matcher(parameter);
        return start.lookingAt() ? start.group() : parameter;
    }
}
