package dev.cloze.trainer.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cloze.core.graph.Dim;
import dev.cloze.core.graph.Shape;
import dev.cloze.core.nn.Initialisation;
import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.core.nn.Role;
import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.core.torch.NativeArray;
import dev.cloze.core.torch.NativeArrayList;
import dev.cloze.core.torch.Scope;
import dev.cloze.core.torch.Weights;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.trainer.recipe.MuonIteration;
import dev.cloze.trainer.recipe.OptimizerKind;
import dev.cloze.trainer.recipe.OptimizerRecipe;
import dev.cloze.trainer.recipe.ParameterRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Twenty steps of the scripts against the papers' formulas in float64. */
class OptimizerTest {
    private static final int STEPS = 20;
    private static final double RATE = 0.01;
    private static final double MUON_RATE = 0.02;
    private static final List<ParameterSpec> SPECS = List.of(
            spec("joined", Role.HIDDEN_MATRIX, 3, 6, 4),
            spec("square", Role.HIDDEN_MATRIX, 1, 4, 4),
            spec("tall", Role.HIDDEN_MATRIX, 1, 5, 4),
            spec("table", Role.EMBEDDING, 1, 7, 4),
            spec("norm", Role.NORM, 1, 4),
            spec("bias", Role.BIAS, 1, 4));

    private static final List<ParameterRule> RULES = List.of(
            new ParameterRule("tall", Optional.of(0.5), Optional.empty()),
            new ParameterRule("ta*", Optional.of(3.0), Optional.of(0.2)),
            new ParameterRule("*o*m", Optional.empty(), Optional.of(0.3)));

    @ParameterizedTest
    @EnumSource(OptimizerKind.class)
    void twentyStepsFollowTheFormulas(OptimizerKind kind) {
        followsTheFormulas(recipe(kind, Optional.empty(), Optional.empty()));
    }

    @Test
    void muonByPolarExpressFollowsTheFormulas() {
        followsTheFormulas(recipe(OptimizerKind.MUON, Optional.of(MuonIteration.POLAR_EXPRESS), Optional.empty()));
    }

    /** The second rule takes the embedding but not the matrix that the first has taken. */
    @ParameterizedTest
    @EnumSource(OptimizerKind.class)
    void rulesChangeRateAndDecayOfWhatTheyMatch(OptimizerKind kind) {
        followsTheFormulas(recipe(kind, Optional.empty(), Optional.of(RULES)));
    }

    @Test
    void aRuleWithoutParametersIsNamed() {
        for (String pattern : List.of("head.*", "tal", "tall")) {
            List<ParameterRule> rules = new ArrayList<>(RULES);
            rules.add(new ParameterRule(pattern, Optional.of(2.0), Optional.empty()));
            OptimizerRecipe recipe = recipe(OptimizerKind.ADAMW, Optional.empty(), Optional.of(rules));
            assertThatThrownBy(() -> Optimizer.stateNames(recipe, SPECS))
                    .isInstanceOf(UsageException.class)
                    .hasMessage(
                            "recipe.optimizer.rules[3].parameters: expected a pattern that matches the name of a"
                                    + " parameter, and no rule before it does, got %s",
                            pattern);
        }
    }

    /** In its first step the direction of Adam is 1 for a gradient of 1. */
    @ParameterizedTest
    @CsvSource({"0, -0.01", "1000, 990", "-5, -5.05"})
    void lambScalesToTheNormOfAnyTensorButZeros(float weight, float expected) {
        ParameterSpec table = spec("table", Role.EMBEDDING, 1, 2, 2);
        OptimizerRecipe lamb = new OptimizerRecipe(OptimizerKind.LAMB, RATE, 0, 0.9, 0.98, 1e-8, 1, 0, 0.95, 1e6);
        try (Scope run = Scope.open(ComputeDevice.CPU)) {
            float[] initial = {weight, weight, weight, weight};
            Weights weights = Weights.of(run, List.of(table), Map.of("table", initial));
            try (Optimizer optimizer = Optimizer.create(run, weights, lamb);
                    Scope step = run.child()) {
                NativeArray gradient = step.floats(new float[] {1, 1, 1, 1}, 2, 2);
                optimizer.update(step, 1, RATE, 0, new NativeArrayList("gradients", List.of(gradient)));
            }
            for (float one : weights.values().get("table")) {
                assertThat(one).isCloseTo(expected, within(1e-6f * Math.max(1, Math.abs(expected))));
            }
        }
    }

    /** Checkpoints of runs without rules keep their names. */
    @Test
    void stateHasTheNamesOfItsGroups() {
        assertThat(Optimizer.stateNames(recipe(OptimizerKind.MUON, Optional.empty(), Optional.empty()), SPECS)
                        .keySet())
                .containsExactly(
                        "momenta.joined",
                        "momenta.square",
                        "momenta.tall",
                        "decayed_first_moments.table",
                        "decayed_second_moments.table",
                        "undecayed_first_moments.norm",
                        "undecayed_first_moments.bias",
                        "undecayed_second_moments.norm",
                        "undecayed_second_moments.bias");
    }

    @Test
    void normsOfALayersParametersAreOneNumber() {
        List<ParameterSpec> specs = List.of(
                spec("embeddings.tokens.weight", Role.EMBEDDING, 1, 2),
                spec("layers.0.norm.weight", Role.NORM, 1, 2),
                spec("layers.0.norm.bias", Role.BIAS, 1, 2),
                spec("layers.11.norm.bias", Role.BIAS, 1, 2));
        GradientNorms norms = GradientNorms.of(9, specs, new float[] {1, 3, 4, 2});
        assertThat(norms.byPart())
                .containsExactly(Map.entry("embeddings", 1.0), Map.entry("layers.0", 5.0), Map.entry("layers.11", 2.0));
    }

    private static double norm(float[] numbers) {
        double squares = 0;
        for (float number : numbers) {
            squares += (double) number * number;
        }
        return Math.sqrt(squares);
    }

    private static void followsTheFormulas(OptimizerRecipe recipe) {
        PlainOptimizer expected = new PlainOptimizer(recipe, SPECS, 3);
        Random random = new Random(11);
        try (Scope run = Scope.open(ComputeDevice.CPU)) {
            Weights weights = Weights.initial(run, SPECS, 3);
            try (Optimizer optimizer = Optimizer.create(run, weights, recipe)) {
                for (int step = 1; step <= STEPS; step++) {
                    List<float[]> gradients = randomGradients(random);
                    try (Scope scope = run.child()) {
                        GradientNorms norms =
                                optimizer.update(scope, step, RATE, MUON_RATE, list(scope, gradients, "gradients"));
                        for (int i = 0; i < SPECS.size(); i++) {
                            assertThat(norms.byPart().get(SPECS.get(i).name()))
                                    .isCloseTo(norm(gradients.get(i)), within(1e-5));
                        }
                        assertThat(norms.all())
                                .isCloseTo(expected.step(gradients, step, RATE, MUON_RATE), within(1e-5));
                    }
                }
            }
            for (int i = 0; i < SPECS.size(); i++) {
                float[] actual = weights.arrays().arrays().get(i).toFloats();
                for (int j = 0; j < actual.length; j++) {
                    assertThat((double) actual[j])
                            .as("%s[%d]", SPECS.get(i).name(), j)
                            .isCloseTo(expected.weights().get(i)[j], within(2e-5));
                }
            }
        }
    }

    private static OptimizerRecipe recipe(
            OptimizerKind kind, Optional<MuonIteration> iteration, Optional<List<ParameterRule>> rules) {
        return new OptimizerRecipe(kind, RATE, 0.1, 0.9, 0.98, 1e-8, MUON_RATE, 0.05, 0.95, 1.5, iteration, rules);
    }

    private static List<float[]> randomGradients(Random random) {
        List<float[]> gradients = new ArrayList<>();
        for (ParameterSpec spec : SPECS) {
            float[] gradient = new float[spec.count()];
            for (int j = 0; j < gradient.length; j++) {
                gradient[j] = (float) (0.3 * random.nextGaussian());
            }
            gradients.add(gradient);
        }
        return gradients;
    }

    private static NativeArrayList list(Scope scope, List<float[]> data, String name) {
        List<NativeArray> arrays = new ArrayList<>();
        for (int i = 0; i < SPECS.size(); i++) {
            arrays.add(scope.floats(data.get(i), SPECS.get(i).sizes()));
        }
        return new NativeArrayList(name, arrays);
    }

    private static ParameterSpec spec(String name, Role role, int blocks, int... sizes) {
        Dim[] dims =
                Arrays.stream(sizes).mapToObj(size -> Dim.of("d" + size, size)).toArray(Dim[]::new);
        return new ParameterSpec(name, Shape.of(dims), role, blocks, new Initialisation.TruncatedNormal(0.5));
    }
}
