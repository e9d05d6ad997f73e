package dev.cloze.core.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.core.TinyModels;
import dev.cloze.core.attention.AttentionKernel;
import dev.cloze.core.config.Dropout;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.config.RecordTree;
import dev.cloze.core.graph.Dim;
import dev.cloze.core.graph.Graph;
import dev.cloze.core.graph.Precision;
import dev.cloze.core.graph.Shape;
import dev.cloze.core.graph.Tensor;
import dev.cloze.core.nn.MaskedLanguageModel;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(NothingLeftBehind.class)
class ActivationCheckpointingTest {
    private static final int VOCABULARY = 11;

    static Stream<Arguments> modelsAndKernels() {
        return Stream.of(TinyModels.BERT, TinyModels.MODERN, TinyModels.LOCAL)
                .flatMap(config -> Stream.of(AttentionKernel.values()).map(kernel -> Arguments.of(config, kernel)));
    }

    @ParameterizedTest
    @MethodSource("modelsAndKernels")
    void lossAndGradientsHaveTheSameBits(EncoderConfig config, AttentionKernel kernel) {
        for (Arithmetic arithmetic : arithmetics()) {
            assertSameBits(new MaskedLanguageModel(config, VOCABULARY), kernel, arithmetic);
        }
    }

    @ParameterizedTest
    @MethodSource("modelsAndKernels")
    void aLayerThatRunsAgainDropsTheSame(EncoderConfig config, AttentionKernel kernel) {
        for (Arithmetic arithmetic : arithmetics()) {
            assertSameBits(new MaskedLanguageModel(dropping(config), VOCABULARY), kernel, arithmetic);
        }
    }

    /** Sizes at which the engine uses its fast paths and both threads. */
    @Test
    void theBitsAreTheSameForLargerMatrices() {
        MaskedLanguageModel model = new MaskedLanguageModel(wide(), VOCABULARY);
        for (Arithmetic arithmetic : arithmetics()) {
            ScriptWriter writer = new ScriptWriter(model.graph(), AttentionKernel.FUSED, arithmetic);
            float[][] plain = results(model, writer, ActivationCheckpointing.NONE, 4, 64);
            assertThat(results(model, writer, ActivationCheckpointing.FULL, 4, 64))
                    .as("%s", arithmetic)
                    .isDeepEqualTo(plain);
        }
    }

    private static List<Arithmetic> arithmetics() {
        return Stream.of(Products.LINEAR, Products.CONVOLUTION)
                .flatMap(products -> Stream.of(
                        Arithmetic.float32(products),
                        new Arithmetic(products, Precision.BFLOAT16, Precision.BFLOAT16),
                        new Arithmetic(products, Precision.BFLOAT16, Precision.FLOAT32)))
                .toList();
    }

    /** Each layer stands in the text once without gradients and once more for the backward pass. */
    @Test
    void everyLayerRunsTwiceButTheHead() {
        MaskedLanguageModel model = new MaskedLanguageModel(TinyModels.LOCAL, VOCABULARY);
        ScriptWriter writer = new ScriptWriter(model.graph(), AttentionKernel.FUSED);
        String text = ActivationCheckpointing.FULL
                .gradients(writer, "gradients", model.loss())
                .text();

        assertThat(text.split("scaled_dot_product_attention", -1)).hasSize(1 + 2 * 4);
        assertThat(text.split("cross_entropy_loss", -1)).hasSize(1 + 1);
    }

    @Test
    void aParameterThatDoesNotLeadToTheLossIsNamed() {
        Graph graph = new Graph();
        Shape shape = Shape.of(Dim.of("D", 2));
        Tensor used_D = graph.parameter("used", shape);
        graph.parameter("idle", shape);
        ScriptWriter writer = new ScriptWriter(graph, AttentionKernel.FUSED);
        Tensor loss = used_D.multiply(used_D).sum();

        assertThatThrownBy(() -> writer.gradientsBySegments("gradients", loss))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("loss: expected one that every parameter leads to, got none from idle");
    }

    private static void assertSameBits(MaskedLanguageModel model, AttentionKernel kernel, Arithmetic arithmetic) {
        ScriptWriter writer = new ScriptWriter(model.graph(), kernel, arithmetic);
        float[][] plain = results(model, writer, ActivationCheckpointing.NONE, 2, 5);
        assertThat(results(model, writer, ActivationCheckpointing.FULL, 2, 5))
                .as("%s, %s", kernel, arithmetic)
                .isDeepEqualTo(plain);
        assertThat(Arrays.stream(plain).skip(1))
                .allSatisfy(gradient -> assertThat(gradient).as("a gradient").isNotEqualTo(new float[gradient.length]));
    }

    private static float[][] results(
            MaskedLanguageModel model,
            ScriptWriter writer,
            ActivationCheckpointing checkpointing,
            int rows,
            int length) {
        ScriptMethod method = checkpointing.gradients(writer, "gradients", model.loss());
        try (Scope run = Scope.open(ComputeDevice.CPU);
                Program program = Program.load(run, List.of(method));
                Scope step = run.child()) {
            Weights weights = Weights.initial(run, model.parameters(), 7);
            List<NativeArgument> arguments = rows == 2
                    ? SmallBatch.arguments(step, model.config(), weights)
                    : random(step, model, weights, rows, length);
            TorchEngine.seed(5);
            return program.call("gradients", Program.Mode.TRAINING, step, arguments).stream()
                    .map(NativeArray::toFloats)
                    .toArray(float[][]::new);
        }
    }

    private static List<NativeArgument> random(
            Scope step, MaskedLanguageModel model, Weights weights, int rows, int length) {
        Random random = new Random(3);
        int tokens = rows * length;
        long[] ids = random.longs(tokens, 0, model.vocabularySize()).toArray();
        long[] positions = new long[tokens];
        Arrays.setAll(positions, i -> i % length);
        return List.of(
                step.longs(ids, rows, length),
                step.longs(positions, rows, length),
                step.longs(new long[tokens], rows, length),
                step.longs(new long[] {3, 70, 71, 200}, 4),
                step.longs(new long[] {1, 2, 3, 4}, 4),
                step.scalar(4),
                weights.arrays());
    }

    private static EncoderConfig wide() {
        Map<String, Object> tree = RecordTree.write(TinyModels.MODERN);
        tree.putAll(Map.of("width", 128, "feedForwardWidth", 256, "maxPositions", 64));
        return RecordTree.read(EncoderConfig.class, tree);
    }

    private static EncoderConfig dropping(EncoderConfig config) {
        Map<String, Object> tree = RecordTree.write(config);
        tree.put("dropout", RecordTree.write(new Dropout(0.2, 0.2, 0.2, 0.2, 0.2)));
        return RecordTree.read(EncoderConfig.class, tree);
    }
}
