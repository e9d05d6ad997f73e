package dev.cloze.core.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cloze.core.attention.AttentionKernel;
import dev.cloze.core.config.Activation;
import dev.cloze.core.config.Biases;
import dev.cloze.core.config.Dropout;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.config.FeedForwardKind;
import dev.cloze.core.config.NormPlacement;
import dev.cloze.core.config.Positions;
import dev.cloze.core.graph.Graph;
import dev.cloze.core.graph.Interpreter;
import dev.cloze.core.graph.Operation;
import dev.cloze.core.graph.Tensor;
import dev.cloze.core.graph.Value;
import dev.cloze.core.nn.EncoderModel;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.nn.ParameterSpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The compiled model against an oracle that shares nothing with the engine: float64 in plain Java. */
@ExtendWith(NothingLeftBehind.class)
class GradientTest {
    private static final int VOCABULARY = 11;
    private static final double STEP = 1e-5;

    private static final EncoderConfig BERT = new EncoderConfig(
            1,
            8,
            2,
            10,
            7,
            2,
            NormPlacement.POST,
            Positions.LEARNED,
            10_000,
            10_000,
            1,
            2,
            FeedForwardKind.PLAIN,
            Activation.GELU_TANH,
            Biases.EVERYWHERE,
            1e-5,
            0.4,
            Dropout.NONE);
    private static final EncoderConfig MODERN = new EncoderConfig(
            2,
            8,
            2,
            6,
            7,
            0,
            NormPlacement.PRE,
            Positions.ROTARY,
            100,
            20,
            2,
            2,
            FeedForwardKind.GATED,
            Activation.GELU,
            Biases.NONE,
            1e-5,
            0.4,
            Dropout.NONE);

    static Stream<EncoderConfig> configs() {
        return Stream.of(BERT, MODERN);
    }

    @ParameterizedTest
    @MethodSource("configs")
    void gradientsAgreeWithCentralDifferences(EncoderConfig config) {
        MaskedLanguageModel model = new MaskedLanguageModel(config, VOCABULARY);
        assertThat(model.parameterCount()).isLessThanOrEqualTo(2_000);
        for (AttentionKernel kernel : AttentionKernel.values()) {
            for (Products products : List.of(Products.LINEAR, Products.CONVOLUTION)) {
                assertGradients(new Case(model.graph(), model.loss(), model.parameters(), config, kernel, products));
            }
        }
    }

    @Test
    void thePoolersGradientsAgreeWithCentralDifferences() {
        EncoderModel model = new EncoderModel(BERT, VOCABULARY, EncoderModel.Pooling.FIRST_TOKEN);
        Tensor loss = model.pooled_BD().orElseThrow().sum();
        assertGradients(
                new Case(model.graph(), loss, model.parameters(), BERT, AttentionKernel.FUSED, Products.LINEAR));
    }

    /** A scalar of a graph, whose gradients are taken. */
    private record Case(
            Graph graph,
            Tensor loss,
            List<ParameterSpec> parameters,
            EncoderConfig config,
            AttentionKernel kernel,
            Products products) {}

    private static void assertGradients(Case one) {
        List<float[]> results = compiledGradients(one);
        Map<String, Value> leaves = leaves(one.parameters());

        assertThat((double) results.get(0)[0]).isCloseTo(lossOf(one, leaves), within(1e-5));
        for (int i = 0; i < one.parameters().size(); i++) {
            String name = one.parameters().get(i).name();
            double[] expected = centralDifferences(one, leaves, name);
            double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
            for (int j = 0; j < expected.length; j++) {
                assertThat((double) results.get(i + 1)[j])
                        .as("%s[%d] by %s, %s", name, j, one.kernel(), one.products())
                        .isCloseTo(expected[j], within(1e-5 + 1e-4 * scale));
            }
        }
    }

    /** Whatever is not covered here has gradients that nobody has checked. */
    @Test
    void everyDifferentiableOperationIsCovered() {
        Set<Class<?>> covered = configs()
                .map(config -> new MaskedLanguageModel(config, VOCABULARY))
                .flatMap(model -> model.graph().leadingTo(List.of(model.loss())).stream())
                .map(tensor -> tensor.operation().getClass())
                .collect(Collectors.toCollection(HashSet::new));
        covered.add(Operation.ArgMax.class); // has no gradient
        covered.add(Operation.Tanh.class); // thePoolersGradientsAgreeWithCentralDifferences
        covered.add(Operation.Dropout.class); // the interpreter draws no random numbers: DropoutTest

        assertThat(covered).containsAll(List.of(Operation.class.getPermittedSubclasses()));
    }

    @ParameterizedTest
    @MethodSource("configs")
    void everyOutputAgreesWithTheInterpreter(EncoderConfig config) {
        MaskedLanguageModel model = new MaskedLanguageModel(config, VOCABULARY);
        Tensor[] outputs = {model.hidden_BTD(), model.logits_MV(), model.losses_M(), model.loss()};
        for (AttentionKernel kernel : AttentionKernel.values()) {
            List<Value> expected = Interpreter.run(model.graph(), List.of(outputs), leaves(model.parameters()));
            ScriptMethod method = new ScriptWriter(model.graph(), kernel).forward("outputs", outputs);
            try (Scope run = Scope.open(ComputeDevice.CPU);
                    Program program = Program.load(run, List.of(method));
                    Scope step = run.child()) {
                Weights weights = Weights.initial(run, model.parameters(), 7);
                List<NativeArray> actual = program.call(
                        "outputs", Program.Mode.INFERENCE, step, SmallBatch.arguments(step, model.config(), weights));
                for (int i = 0; i < outputs.length; i++) {
                    float[] floats = actual.get(i).toFloats();
                    double[] doubles = expected.get(i).toArray();
                    assertThat(floats).hasSameSizeAs(doubles);
                    for (int j = 0; j < floats.length; j++) {
                        assertThat((double) floats[j])
                                .as("%s[%d] by %s", outputs[i], j, kernel)
                                .isCloseTo(doubles[j], within(2e-5));
                    }
                }
            }
        }
    }

    private static List<float[]> compiledGradients(Case one) {
        ScriptMethod method =
                new ScriptWriter(one.graph(), one.kernel(), one.products()).gradients("gradients", one.loss());
        try (Scope run = Scope.open(ComputeDevice.CPU);
                Program program = Program.load(run, List.of(method));
                Scope step = run.child()) {
            Weights weights = Weights.initial(run, one.parameters(), 7);
            List<NativeArgument> arguments =
                    one.graph().inputs(List.of(one.loss())).size() > 4
                            ? SmallBatch.arguments(step, one.config(), weights)
                            : SmallBatch.rows(step, one.config(), weights);
            return program.call("gradients", Program.Mode.TRAINING, step, arguments).stream()
                    .map(NativeArray::toFloats)
                    .toList();
        }
    }

    private static Map<String, Value> leaves(List<ParameterSpec> parameters) {
        Map<String, Value> leaves = new HashMap<>(SmallBatch.values());
        for (ParameterSpec spec : parameters) {
            float[] floats = spec.initialValues(7);
            double[] doubles = new double[floats.length];
            Arrays.setAll(doubles, i -> floats[i]);
            int[] sizes = Arrays.stream(spec.sizes()).mapToInt(Math::toIntExact).toArray();
            leaves.put(spec.name(), Value.of(sizes, doubles));
        }
        return leaves;
    }

    private static double[] centralDifferences(Case one, Map<String, Value> leaves, String name) {
        Value original = leaves.get(name);
        double[] result = new double[original.toArray().length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (lossOf(one, moved(leaves, name, i, STEP)) - lossOf(one, moved(leaves, name, i, -STEP)))
                    / (2 * STEP);
        }
        return result;
    }

    private static Map<String, Value> moved(Map<String, Value> leaves, String name, int index, double step) {
        double[] data = leaves.get(name).toArray();
        data[index] += step;
        Map<String, Value> moved = new HashMap<>(leaves);
        moved.put(name, Value.of(leaves.get(name).sizes(), data));
        return moved;
    }

    private static double lossOf(Case one, Map<String, Value> leaves) {
        return Interpreter.run(one.graph(), List.of(one.loss()), leaves).get(0).scalar();
    }
}
