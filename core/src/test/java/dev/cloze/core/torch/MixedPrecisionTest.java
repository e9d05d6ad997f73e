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
import dev.cloze.core.graph.Interpreter;
import dev.cloze.core.graph.Precision;
import dev.cloze.core.graph.Shape;
import dev.cloze.core.graph.Tensor;
import dev.cloze.core.graph.Value;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.nn.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Products in bfloat16 with weights, norms, loss and gradients in float32. */
@ExtendWith(NothingLeftBehind.class)
class MixedPrecisionTest {
    /** The largest relative error of a number rounded to 8 bits of significand. */
    private static final double ROUNDING = 0x1p-8;

    private static final int VOCABULARY = 11;
    private static final Arithmetic FLOAT32 = Arithmetic.float32(Products.LINEAR);
    /** Small and large enough for the engine's fast paths. */
    @ParameterizedTest
    @CsvSource({
        "LINEAR, BFLOAT16, 3, 5, 8, 6",
        "LINEAR, FLOAT32, 3, 5, 8, 6",
        "CONVOLUTION, BFLOAT16, 3, 5, 8, 6",
        "CONVOLUTION, FLOAT32, 3, 5, 8, 6",
        "LINEAR, BFLOAT16, 16, 64, 128, 96",
        "LINEAR, FLOAT32, 16, 64, 128, 96",
        "CONVOLUTION, BFLOAT16, 16, 64, 128, 96",
        "CONVOLUTION, FLOAT32, 16, 64, 128, 96"
    })
    void aLinearLayerRoundsItsOperandsAndItsResult(
            Products products, Precision units, int rows, int length, int in, int out) {
        Graph graph = new Graph();
        Dim[] btd = {Dim.of("B", rows), Dim.of("T", length), Dim.of("D", in)};
        Dim f = Dim.of("F", out);
        Tensor x_BTD = graph.input("x", ElementType.REAL, btd);
        Tensor weight_FD = graph.parameter("weight", Shape.of(f, btd[2]));
        Tensor bias_F = graph.parameter("bias", Shape.of(f));
        Tensor y_BTF = x_BTD.linear(weight_FD, Optional.of(bias_F));
        double[] x = random(1, rows * length * in);
        double[] weight = random(2, out * in);
        double[] bias = random(3, out);
        double[] expected = interpreted(graph, y_BTF, new int[] {rows, length, in}, out, x, weight, bias);
        double[] sizes = interpreted(
                graph, y_BTF, new int[] {rows, length, in}, out, absolute(x), absolute(weight), absolute(bias));

        float[] actual;
        Arithmetic arithmetic = new Arithmetic(products, Precision.BFLOAT16, units);
        ScriptMethod method = new ScriptWriter(graph, AttentionKernel.FUSED, arithmetic).forward("linear", y_BTF);
        try (Scope run = Scope.open(ComputeDevice.CPU);
                Program program = Program.load(run, List.of(method));
                Scope step = run.child()) {
            NativeArrayList weights = new NativeArrayList(
                    "weights", List.of(run.floats(floats(weight), out, in), run.floats(floats(bias), out)));
            actual = program.call(
                            "linear", Program.Mode.INFERENCE, step, step.floats(floats(x), rows, length, in), weights)
                    .get(0)
                    .toFloats();
        }
        // Both operands of each product are rounded once and their sum once; sums themselves are float32.
        double most = Math.pow(1 + ROUNDING, 3) - 1 + in * 0x1p-23;
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i]).as("y[%d]", i).isCloseTo(expected[i], within(most * sizes[i]));
            assertIsBfloat16(actual[i]);
        }
    }

    private static List<Arithmetic> bfloat16() {
        return Stream.of(Products.LINEAR, Products.CONVOLUTION)
                .flatMap(products -> Stream.of(Precision.BFLOAT16, Precision.FLOAT32)
                        .map(units -> new Arithmetic(products, Precision.BFLOAT16, units)))
                .toList();
    }

    static Stream<Arguments> modelsAndKernels() {
        return Stream.of(TinyModels.BERT, TinyModels.MODERN, TinyModels.LOCAL)
                .flatMap(config -> Stream.of(AttentionKernel.values()).map(kernel -> Arguments.of(config, kernel)));
    }

    /** What products give is rounded; the gradients of norms, which are float32, are not. */
    @ParameterizedTest
    @MethodSource("modelsAndKernels")
    void lossAndGradientsAreThoseOfFloat32UpToRounding(EncoderConfig config, AttentionKernel kernel) {
        MaskedLanguageModel model = new MaskedLanguageModel(config, VOCABULARY);
        List<float[]> exact = results(model, kernel, FLOAT32);
        for (Arithmetic arithmetic : bfloat16()) {
            List<float[]> rounded = results(model, kernel, arithmetic);
            assertThat(rounded.get(0)[0]).isNotEqualTo(exact.get(0)[0]).isCloseTo(exact.get(0)[0], within(0.03f));
            for (int i = 1; i < exact.size(); i++) {
                String name = model.parameters().get(i - 1).name();
                assertThat(distance(rounded.get(i), exact.get(i)))
                        .as("%s by %s, %s", name, kernel, arithmetic)
                        .isBetween(1e-6, 0.05);
                if (model.parameters().get(i - 1).role() == Role.NORM) {
                    assertThat(hasMoreBits(rounded.get(i))).as(name).isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(AttentionKernel.class)
    void allOutputsAreFloat32(AttentionKernel kernel) {
        MaskedLanguageModel model = new MaskedLanguageModel(TinyModels.MODERN, VOCABULARY);
        Tensor[] outputs = {model.hidden_BTD(), model.logits_MV(), model.losses_M()};
        List<float[]> exact = outputs(model, kernel, FLOAT32, outputs);
        for (Arithmetic arithmetic : bfloat16()) {
            List<float[]> rounded = outputs(model, kernel, arithmetic, outputs);
            for (int i = 0; i < outputs.length; i++) {
                assertThat(distance(rounded.get(i), exact.get(i)))
                        .as("%s", outputs[i])
                        .isBetween(1e-4, 0.02);
            }
            for (float logit : rounded.get(1)) {
                assertIsBfloat16(logit);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("modelsAndKernels")
    void dropoutDropsTheSame(EncoderConfig config, AttentionKernel kernel) {
        MaskedLanguageModel model = new MaskedLanguageModel(dropping(config), VOCABULARY);
        float exact = results(model, kernel, FLOAT32).get(0)[0];
        for (Arithmetic arithmetic : bfloat16()) {
            float rounded = results(model, kernel, arithmetic).get(0)[0];
            assertThat(rounded).as("%s", arithmetic).isNotEqualTo(exact).isCloseTo(exact, within(0.05f));
        }
    }

    /** Eight times as exact as bfloat16 where nothing is small. */
    @ParameterizedTest
    @MethodSource("modelsAndKernels")
    void inFloat16LossAndGradientsAreThoseOfFloat32UpToRounding(EncoderConfig config, AttentionKernel kernel) {
        MaskedLanguageModel model = new MaskedLanguageModel(config, VOCABULARY);
        List<float[]> exact = results(model, kernel, FLOAT32);
        for (Precision units : List.of(Precision.FLOAT16, Precision.FLOAT32)) {
            List<float[]> rounded = results(model, kernel, new Arithmetic(Products.LINEAR, Precision.FLOAT16, units));
            assertThat(rounded.get(0)[0]).isNotEqualTo(exact.get(0)[0]).isCloseTo(exact.get(0)[0], within(0.004f));
            for (int i = 1; i < exact.size(); i++) {
                assertThat(distance(rounded.get(i), exact.get(i)))
                        .as("%s by %s, units %s", model.parameters().get(i - 1).name(), kernel, units)
                        .isBetween(1e-7, 0.01);
            }
        }
    }

    private static void assertIsBfloat16(float number) {
        assertThat(Float.floatToRawIntBits(number) & 0xffff)
                .as("bits of %s below bfloat16's", number)
                .isZero();
    }

    private static boolean hasMoreBits(float[] numbers) {
        return IntStream.range(0, numbers.length).anyMatch(i -> (Float.floatToRawIntBits(numbers[i]) & 0xffff) != 0);
    }

    /** The Euclidean distance, as a share of the second's length. */
    private static double distance(float[] actual, float[] expected) {
        double square = 0;
        double size = 0;
        for (int i = 0; i < expected.length; i++) {
            square += Math.pow((double) actual[i] - expected[i], 2);
            size += Math.pow(expected[i], 2);
        }
        return Math.sqrt(square / size);
    }

    private static List<float[]> results(MaskedLanguageModel model, AttentionKernel kernel, Arithmetic arithmetic) {
        ScriptMethod method = new ScriptWriter(model.graph(), kernel, arithmetic).gradients("results", model.loss());
        return call(model, method, Program.Mode.TRAINING);
    }

    private static List<float[]> outputs(
            MaskedLanguageModel model, AttentionKernel kernel, Arithmetic arithmetic, Tensor... outputs) {
        ScriptWriter writer = new ScriptWriter(model.graph(), kernel, arithmetic);
        return call(model, writer.forward("results", outputs), Program.Mode.INFERENCE);
    }

    private static List<float[]> call(MaskedLanguageModel model, ScriptMethod method, Program.Mode mode) {
        try (Scope run = Scope.open(ComputeDevice.CPU);
                Program program = Program.load(run, List.of(method));
                Scope step = run.child()) {
            Weights weights = Weights.initial(run, model.parameters(), 7);
            List<NativeArgument> arguments = SmallBatch.arguments(step, model.config(), weights);
            if (mode == Program.Mode.INFERENCE) {
                arguments.remove(arguments.size() - 2); // outputs before the loss need no total
            }
            TorchEngine.seed(5);
            return program.call("results", mode, step, arguments).stream()
                    .map(NativeArray::toFloats)
                    .toList();
        }
    }

    private static double[] interpreted(
            Graph graph, Tensor y, int[] sizes, int out, double[] x, double[] weight, double[] bias) {
        Map<String, Value> leaves = Map.of(
                "x", Value.of(sizes, x),
                "weight", Value.of(new int[] {out, sizes[2]}, weight),
                "bias", Value.of(new int[] {out}, bias));
        return Interpreter.run(graph, List.of(y), leaves).get(0).toArray();
    }

    private static double[] random(long seed, int count) {
        Random random = new Random(seed);
        double[] numbers = new double[count];
        Arrays.setAll(numbers, i -> (float) random.nextGaussian());
        return numbers;
    }

    private static double[] absolute(double[] numbers) {
        return Arrays.stream(numbers).map(Math::abs).toArray();
    }

    private static float[] floats(double[] numbers) {
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return floats;
    }

    private static EncoderConfig dropping(EncoderConfig config) {
        Map<String, Object> tree = RecordTree.write(config);
        tree.put("dropout", RecordTree.write(new Dropout(0.2, 0.2, 0.2, 0.2, 0.2)));
        return RecordTree.read(EncoderConfig.class, tree);
    }
}
