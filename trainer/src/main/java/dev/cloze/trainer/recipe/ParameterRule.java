package dev.cloze.trainer.recipe;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is different for some parameters. The first rule whose pattern matches a parameter's name is the one that counts.
 *
 * @param parameters a pattern of names as {@code inspect} prints them in scripts and {@code model.safetensors} holds
 *     them; {@code *} stands for any characters, as in {@code layers.*.bias}
 * @param learningRateFactor times the optimiser's rate; absent: 1
 * @param weightDecay in place of the optimiser's, also for norms and biases; absent: as without the rule
 */
public record ParameterRule(String parameters, Optional<Double> learningRateFactor, Optional<Double> weightDecay) {
    public ParameterRule {
        Require.that(!parameters.isBlank(), "parameters", "a pattern of names", "nothing");
        Require.that(
                learningRateFactor.isPresent() || weightDecay.isPresent(),
                "parameters",
                "a learningRateFactor or a weightDecay for " + parameters,
                "neither");
        learningRateFactor.ifPresent(factor -> Require.notNegative("learningRateFactor", factor));
        weightDecay.ifPresent(decay -> Require.notNegative("weightDecay", decay));
    }

    /** Whether the pattern matches the whole name. */
    public boolean matches(String name) {
        String pattern =
                Arrays.stream(parameters.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return name.matches(pattern);
    }
}
