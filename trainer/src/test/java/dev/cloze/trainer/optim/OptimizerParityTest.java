package dev.cloze.trainer.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.Gson;
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
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** After each of twenty steps, the weights of reference implementations as src/test/parity/optimizers.py records them. */
class OptimizerParityTest {
    /** Of float32 beside float64; weights are about 1. */
    private static final double TOLERANCE = 5e-6;

    /** What the script records. */
    private record Recorded(
            double learningRate,
            double muonLearningRate,
            double weightDecay,
            double muonWeightDecay,
            double beta1,
            double beta2,
            double epsilon,
            double momentum,
            List<Double> factors,
            List<Parameter> parameters,
            List<List<Float>> initial,
            List<List<List<Float>>> gradients,
            Map<String, List<List<List<Double>>>> weights) {

        record Parameter(String name, List<Integer> sizes, Role role) {
            ParameterSpec spec() {
                Dim[] dims =
                        sizes.stream().map(size -> Dim.of("d" + size, size)).toArray(Dim[]::new);
                return new ParameterSpec(name, Shape.of(dims), role, 1, new Initialisation.Constant(0));
            }
        }

        OptimizerRecipe recipe(OptimizerKind kind) {
            double noLimit = 1e6;
            return new OptimizerRecipe(
                    kind,
                    learningRate,
                    weightDecay,
                    beta1,
                    beta2,
                    epsilon,
                    muonLearningRate,
                    muonWeightDecay,
                    momentum,
                    noLimit);
        }
    }

    @ParameterizedTest
    @EnumSource(OptimizerKind.class)
    void everyStepIsThatOfTheReference(OptimizerKind kind) throws IOException {
        Recorded recorded = recorded();
        List<List<List<Double>>> expected = recorded.weights.get(kind.name().toLowerCase(Locale.ROOT));
        List<ParameterSpec> specs =
                recorded.parameters.stream().map(Recorded.Parameter::spec).toList();
        Map<String, float[]> initial = new LinkedHashMap<>();
        for (int i = 0; i < specs.size(); i++) {
            initial.put(specs.get(i).name(), floats(recorded.initial.get(i)));
        }
        try (Scope run = Scope.open(ComputeDevice.CPU)) {
            Weights weights = Weights.of(run, specs, initial);
            try (Optimizer optimizer = Optimizer.create(run, weights, recorded.recipe(kind))) {
                assertThat(expected).hasSize(20);
                for (int step = 0; step < expected.size(); step++) {
                    try (Scope scope = run.child()) {
                        List<NativeArray> gradients = new ArrayList<>();
                        for (int i = 0; i < specs.size(); i++) {
                            gradients.add(scope.floats(
                                    floats(recorded.gradients.get(step).get(i)),
                                    specs.get(i).sizes()));
                        }
                        double factor = recorded.factors.get(step);
                        optimizer.update(
                                scope,
                                step + 1L,
                                factor * recorded.learningRate,
                                factor * recorded.muonLearningRate,
                                new NativeArrayList("gradients", gradients));
                    }
                    assertClose(step, weights, specs, expected.get(step));
                }
            }
        }
    }

    private static void assertClose(int step, Weights weights, List<ParameterSpec> specs, List<List<Double>> expected) {
        for (int i = 0; i < specs.size(); i++) {
            float[] actual = weights.arrays().arrays().get(i).toFloats();
            assertThat(actual).hasSameSizeAs(expected.get(i).toArray());
            for (int j = 0; j < actual.length; j++) {
                assertThat((double) actual[j])
                        .as("step %d, %s[%d]", step, specs.get(i).name(), j)
                        .isCloseTo(expected.get(i).get(j), within(TOLERANCE));
            }
        }
    }

    private static Recorded recorded() throws IOException {
        try (InputStream in = OptimizerParityTest.class.getResourceAsStream("optimizers.json");
                Reader text = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            return new Gson().fromJson(text, Recorded.class);
        }
    }

    private static float[] floats(List<Float> numbers) {
        float[] result = new float[numbers.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = numbers.get(i);
        }
        return result;
    }
}
