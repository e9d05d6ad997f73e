package dev.cloze.trainer.optim;

import static org.assertj.core.api.Assertions.assertThat;
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
import dev.cloze.trainer.recipe.OptimizerKind;
import dev.cloze.trainer.recipe.OptimizerRecipe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
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

    @ParameterizedTest
    @EnumSource(OptimizerKind.class)
    void twentyStepsFollowTheFormulas(OptimizerKind kind) {
        OptimizerRecipe recipe = new OptimizerRecipe(kind, RATE, 0.1, 0.9, 0.98, 1e-8, MUON_RATE, 0.05, 0.95, 1.5);
        PlainOptimizer expected = new PlainOptimizer(recipe, SPECS, 3);
        Random random = new Random(11);
        try (Scope run = Scope.open(ComputeDevice.CPU)) {
            Weights weights = Weights.initial(run, SPECS, 3);
            try (Optimizer optimizer = Optimizer.create(run, weights, recipe)) {
                for (int step = 1; step <= STEPS; step++) {
                    List<float[]> gradients = randomGradients(random);
                    try (Scope scope = run.child()) {
                        double norm =
                                optimizer.update(scope, step, RATE, MUON_RATE, list(scope, gradients, "gradients"));
                        assertThat(norm).isCloseTo(expected.step(gradients, step, RATE, MUON_RATE), within(1e-5));
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
