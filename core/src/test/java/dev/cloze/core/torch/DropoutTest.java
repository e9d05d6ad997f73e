package dev.cloze.core.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cloze.core.TinyModels;
import dev.cloze.core.attention.AttentionKernel;
import dev.cloze.core.config.Dropout;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.config.RecordTree;
import dev.cloze.core.graph.Dim;
import dev.cloze.core.graph.ElementType;
import dev.cloze.core.graph.Graph;
import dev.cloze.core.graph.Operation;
import dev.cloze.core.graph.Shape;
import dev.cloze.core.graph.Tensor;
import dev.cloze.core.nn.MaskedLanguageModel;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NothingLeftBehind.class)
class DropoutTest {
    private static final int COUNT = 1 << 20;
    private static final int VOCABULARY = 11;

    static Stream<Arguments> modelsAndKernels() {
        return Stream.of(TinyModels.BERT, TinyModels.MODERN)
                .flatMap(config -> Stream.of(AttentionKernel.values()).map(kernel -> Arguments.of(config, kernel)));
    }

    /** The gradient of the sum of dropped elements is 0 or the scale. */
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 0.9})
    void theShareThatIsKeptIsOneLessTheRate(double rate) {
        float[] gradient = gradientOfSum(rate, 1, 5);
        float scale = (float) (1 / (1 - rate));
        int others = 0;
        double kept = 0;
        double neighbours = 0;
        for (int i = 0; i < COUNT; i++) {
            others += gradient[i] == 0 || Math.abs(gradient[i] - scale) < 1e-4 * scale ? 0 : 1;
            kept += gradient[i] == 0 ? 0 : 1;
            neighbours += gradient[i] == 0 || gradient[(i + 1) % COUNT] == 0 ? 0 : 1;
        }
        assertThat(others).isZero();
        double variance = rate * (1 - rate);
        double tolerance = 5 / Math.sqrt(COUNT);
        assertThat(kept / COUNT).isCloseTo(1 - rate, within(tolerance * Math.sqrt(variance)));
        assertThat(neighbours / COUNT).isCloseTo((1 - rate) * (1 - rate), within(2 * tolerance * Math.sqrt(variance)));

        double mean = IntStream.range(0, COUNT).mapToDouble(i -> gradient[i]).sum() / COUNT;
        double spread = IntStream.range(0, COUNT)
                        .mapToDouble(i -> (gradient[i] - mean) * (gradient[i] - mean))
                        .sum()
                / COUNT;
        assertThat(mean).isCloseTo(1, within(tolerance * Math.sqrt(rate / (1 - rate))));
        assertThat(spread).isCloseTo(rate / (1 - rate), within(0.02 * rate / (1 - rate)));
    }

    /** Two masks of one tensor at rate p: the gradient of the sum is 0, one scale or two; the engine must not join them. */
    @Test
    void eachDropoutHasAMaskOfItsOwn() {
        float[] gradient = gradientOfSum(0.5, 2, 5);
        double both = IntStream.range(0, COUNT).filter(i -> gradient[i] > 3).count();
        double one = IntStream.range(0, COUNT)
                .filter(i -> gradient[i] > 1 && gradient[i] < 3)
                .count();

        assertThat(both / COUNT).isCloseTo(0.25, within(0.005));
        assertThat(one / COUNT).isCloseTo(0.5, within(0.005));
    }

    @Test
    void theSeedDecidesTheMask() {
        assertThat(gradientOfSum(0.3, 1, 7)).isEqualTo(gradientOfSum(0.3, 1, 7));
        assertThat(gradientOfSum(0.3, 1, 8)).isNotEqualTo(gradientOfSum(0.3, 1, 7));
    }

    @ParameterizedTest
    @MethodSource("modelsAndKernels")
    void theSeedDecidesTheBitsOfATrainingCall(EncoderConfig config, AttentionKernel kernel) {
        EncoderConfig dropping = with(config, 0.2, 0.2);

        assertThat(training(dropping, kernel, 7)).isDeepEqualTo(training(dropping, kernel, 7));
        assertThat(training(dropping, kernel, 8)[0]).isNotEqualTo(training(dropping, kernel, 7)[0]);
    }

    @ParameterizedTest
    @MethodSource("modelsAndKernels")
    void bothRatesChangeATrainingCall(EncoderConfig config, AttentionKernel kernel) {
        float[] plain = training(config, kernel, 7)[0];

        assertThat(training(with(config, 0.2, 0), kernel, 7)[0]).isNotEqualTo(plain);
        assertThat(training(with(config, 0, 0.2), kernel, 7)[0]).isNotEqualTo(plain);
    }

    @ParameterizedTest
    @MethodSource("modelsAndKernels")
    void methodsThatDoNotTrainDropNothing(EncoderConfig config, AttentionKernel kernel) {
        assertThat(outputs(with(config, 0.1, 0.1), kernel)).isDeepEqualTo(outputs(config, kernel));
    }

    /** The embeddings, and in each of two layers the probabilities, two outputs and the inner result. */
    @Test
    void dropoutStandsAtItsFivePlaces() {
        Map<String, Object> tree = RecordTree.write(TinyModels.BERT);
        tree.put("dropout", RecordTree.write(new Dropout(0.1, 0.25, 0.2, 0.3, 0.4)));
        MaskedLanguageModel model = new MaskedLanguageModel(RecordTree.read(EncoderConfig.class, tree), VOCABULARY);
        List<Tensor> tensors = model.graph().leadingTo(List.of(model.loss()));

        assertThat(tensors)
                .filteredOn(tensor -> tensor.operation() instanceof Operation.Dropout)
                .extracting(tensor -> kind(((Operation.Dropout) tensor.operation()).x()) + " "
                        + ((Operation.Dropout) tensor.operation()).rate())
                .containsExactly(
                        "LayerNorm 0.1",
                        "Linear 0.2",
                        "Activate 0.3",
                        "Linear 0.4",
                        "Linear 0.2",
                        "Activate 0.3",
                        "Linear 0.4");
        assertThat(tensors)
                .filteredOn(tensor -> tensor.operation() instanceof Operation.Attention)
                .extracting(tensor -> ((Operation.Attention) tensor.operation()).dropout())
                .containsExactly(0.25, 0.25);
    }

    private static String kind(Tensor tensor) {
        return tensor.operation().getClass().getSimpleName();
    }

    /** Along its own direction a gradient g changes the loss by its square, if both ends have the same masks. */
    @ParameterizedTest
    @MethodSource("modelsAndKernels")
    void gradientsAreThoseOfTheLossWithTheSameMasks(EncoderConfig config, AttentionKernel kernel) {
        MaskedLanguageModel model = new MaskedLanguageModel(with(config, 0.2, 0.2), VOCABULARY);
        try (Scope run = Scope.open(ComputeDevice.CPU);
                Program program = trainingProgram(run, model, kernel)) {
            float[][] values = model.parameters().stream()
                    .map(spec -> spec.initialValues(7))
                    .toArray(float[][]::new);
            float[][] gradients = call(run, program, model, values, 3);
            double square = 0;
            for (int i = 0; i < values.length; i++) {
                for (float g : gradients[i + 1]) {
                    square += (double) g * g;
                }
            }
            double step = 1e-2 / Math.sqrt(square);
            double up = call(run, program, model, moved(values, gradients, step), 3)[0][0];
            double down = call(run, program, model, moved(values, gradients, -step), 3)[0][0];

            assertThat((up - down) / (2 * step)).isCloseTo(square, within(0.01 * square));
        }
    }

    /** Over many masks the loss is near the one without any: dropout is scaled so as to keep what it expects. */
    @ParameterizedTest
    @EnumSource(AttentionKernel.class)
    void theLossIsNearTheOneWithoutDropout(AttentionKernel kernel) {
        double plain = training(TinyModels.MODERN, kernel, 1)[0][0];
        MaskedLanguageModel model = new MaskedLanguageModel(with(TinyModels.MODERN, 0.02, 0.02), VOCABULARY);
        try (Scope run = Scope.open(ComputeDevice.CPU);
                Program program = trainingProgram(run, model, kernel)) {
            float[][] values = model.parameters().stream()
                    .map(spec -> spec.initialValues(7))
                    .toArray(float[][]::new);
            double mean = IntStream.range(0, 100)
                    .mapToDouble(seed -> call(run, program, model, values, seed)[0][0])
                    .average()
                    .orElseThrow();

            assertThat(mean).isCloseTo(plain, within(0.03 * plain));
        }
    }

    private static float[] gradientOfSum(double rate, int dropouts, long seed) {
        Graph graph = new Graph();
        Dim n = Dim.of("N", COUNT);
        Tensor x_N = graph.parameter("x", Shape.of(n));
        Tensor one = graph.input("one", ElementType.REAL);
        Tensor dropped_N = x_N.dropout(rate);
        for (int i = 1; i < dropouts; i++) {
            dropped_N = dropped_N.add(x_N.dropout(rate));
        }
        ScriptMethod method = new ScriptWriter(graph, AttentionKernel.EAGER)
                .gradients("gradients", dropped_N.sum().divide(one));
        try (Scope run = Scope.open(ComputeDevice.CPU);
                Program program = Program.load(run, List.of(method));
                Scope step = run.child()) {
            TorchEngine.seed(seed);
            NativeArrayList weights = new NativeArrayList("weights", List.of(run.floats(new float[COUNT], COUNT)));
            return program.call("gradients", Program.Mode.TRAINING, step, step.scalar(1), weights)
                    .get(1)
                    .toFloats();
        }
    }

    private static EncoderConfig with(EncoderConfig config, double dropout, double attentionDropout) {
        Map<String, Object> tree = RecordTree.write(config);
        tree.put("dropout", RecordTree.write(new Dropout(dropout, attentionDropout, dropout, dropout, dropout)));
        return RecordTree.read(EncoderConfig.class, tree);
    }

    private static Program trainingProgram(Scope run, MaskedLanguageModel model, AttentionKernel kernel) {
        return Program.load(run, List.of(new ScriptWriter(model.graph(), kernel).gradients("gradients", model.loss())));
    }

    private static float[][] training(EncoderConfig config, AttentionKernel kernel, long seed) {
        MaskedLanguageModel model = new MaskedLanguageModel(config, VOCABULARY);
        try (Scope run = Scope.open(ComputeDevice.CPU);
                Program program = trainingProgram(run, model, kernel)) {
            float[][] values = model.parameters().stream()
                    .map(spec -> spec.initialValues(7))
                    .toArray(float[][]::new);
            return call(run, program, model, values, seed);
        }
    }

    private static float[][] call(Scope run, Program program, MaskedLanguageModel model, float[][] values, long seed) {
        try (Scope step = run.child()) {
            TorchEngine.seed(seed);
            List<NativeArray> weights = IntStream.range(0, values.length)
                    .mapToObj(i ->
                            step.floats(values[i], model.parameters().get(i).sizes()))
                    .toList();
            return program
                    .call(
                            "gradients",
                            Program.Mode.TRAINING,
                            step,
                            SmallBatch.arguments(step, model.config(), new NativeArrayList("weights", weights)))
                    .stream()
                    .map(NativeArray::toFloats)
                    .toArray(float[][]::new);
        }
    }

    private static float[][] moved(float[][] values, float[][] gradients, double step) {
        float[][] moved = new float[values.length][];
        for (int i = 0; i < values.length; i++) {
            moved[i] = Arrays.copyOf(values[i], values[i].length);
            for (int j = 0; j < moved[i].length; j++) {
                moved[i][j] += (float) (step * gradients[i + 1][j]);
            }
        }
        return moved;
    }

    private static float[][] outputs(EncoderConfig config, AttentionKernel kernel) {
        MaskedLanguageModel model = new MaskedLanguageModel(config, VOCABULARY);
        ScriptMethod method = new ScriptWriter(model.graph(), kernel)
                .forward("outputs", model.hidden_BTD(), model.logits_MV(), model.loss());
        try (Scope run = Scope.open(ComputeDevice.CPU);
                Program program = Program.load(run, List.of(method));
                Scope step = run.child()) {
            Weights weights = Weights.initial(run, model.parameters(), 7);
            return program
                    .call("outputs", Program.Mode.INFERENCE, step, SmallBatch.arguments(step, config, weights))
                    .stream()
                    .map(NativeArray::toFloats)
                    .toArray(float[][]::new);
        }
    }
}
