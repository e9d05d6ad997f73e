package dev.cloze.benchmarks.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import dev.cloze.core.attention.AttentionKernel;
import dev.cloze.core.model.ModelDirectory;
import dev.cloze.core.model.Safetensors;
import dev.cloze.core.nn.EncoderModel;
import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.core.torch.NativeArgument;
import dev.cloze.core.torch.NativeArray;
import dev.cloze.core.torch.Program;
import dev.cloze.core.torch.RowArrays;
import dev.cloze.core.torch.Scope;
import dev.cloze.core.torch.ScriptMethod;
import dev.cloze.core.torch.ScriptWriter;
import dev.cloze.core.torch.TorchEngine;
import dev.cloze.core.torch.Weights;
import dev.cloze.tokenizer.SpecialTokens;
import dev.cloze.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MiniLM's folder beside ONNX Runtime, which runs the file that it was made of. */
class MiniLmTest {
    private static final long[] PROBE = {101, 1996, 2214, 10628, 4497, 102};

    private static final double TOLERANCE = 2e-5;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void writeFolder() throws IOException {
        MiniLm.write(folder);
    }

    @Test
    void theReferenceIsTheModelThatWeMean() throws IOException, OrtException {
        try (OnnxMiniLm reference = new OnnxMiniLm()) {
            assertThat(TorchEngine.version()).isNotEmpty();
            float[] first = reference.run(PROBE).hidden_TD()[0];
            assertThat(first[0]).isCloseTo(-0.007886447f, within(1e-5f));
            assertThat(first[3]).isCloseTo(0.35568908f, within(1e-5f));
        }
    }

    @Test
    void vectorsAreTheReferences() throws IOException, OrtException {
        ModelDirectory directory = ModelDirectory.open(folder);
        EncoderModel model =
                new EncoderModel(directory.encoder(), directory.vocabularySize(), EncoderModel.Pooling.FIRST_TOKEN);
        ScriptWriter writer = new ScriptWriter(model.graph(), AttentionKernel.FUSED);
        ScriptMethod encode =
                writer.forward("encode", model.hidden_BTD(), model.pooled_BD().orElseThrow());
        try (OnnxMiniLm reference = new OnnxMiniLm();
                Tokenizer tokenizer = directory.tokenizer();
                Scope run = Scope.open(ComputeDevice.CPU);
                Program program = Program.load(run, List.of(encode))) {
            Weights weights = Weights.of(run, model.parameters(), directory.encoderWeights());
            for (long[] row : rows(tokenizer)) {
                OnnxMiniLm.Outputs expected = reference.run(row);
                List<float[]> actual = encoded(run, program, model, weights, row);
                float[] hidden_TD = flat(expected.hidden_TD());
                assertThat(actual.get(0)).hasSameSizeAs(hidden_TD);
                assertThat(largestDifference(actual.get(0), hidden_TD)).isLessThan(TOLERANCE);
                assertThat(largestDifference(actual.get(1), expected.pooled_D()))
                        .isLessThan(TOLERANCE);
                int length = row.length;
                assertThat(largestDifference(mean(actual.get(0), length), mean(hidden_TD, length)))
                        .isLessThan(TOLERANCE);
            }
        }
    }

    /** The probe, and sentences of one token to the 512 positions that the model has. */
    private static List<long[]> rows(Tokenizer tokenizer) {
        List<long[]> rows = new ArrayList<>(List.of(PROBE));
        for (String text : List.of(
                "",
                "x",
                "A sentence encoder maps sentences to vectors.",
                "Größe, naïveté, 日本 and \uD83D\uDE00!",
                "the tide falls and rises ".repeat(20),
                "word ".repeat(510))) {
            rows.add(IntStream.concat(
                            IntStream.concat(
                                    IntStream.of(tokenizer.special().start()), Arrays.stream(tokenizer.encode(text))),
                            IntStream.of(tokenizer.special().end()))
                    .asLongStream()
                    .toArray());
        }
        assertThat(rows.get(rows.size() - 1)).hasSize(512);
        return rows;
    }

    private static List<float[]> encoded(Scope run, Program program, EncoderModel model, Weights weights, long... row) {
        try (Scope step = run.child()) {
            List<NativeArgument> arguments = RowArrays.of(
                    step,
                    model.config(),
                    1,
                    row.length,
                    row,
                    LongStream.range(0, row.length).toArray(),
                    new long[row.length]);
            arguments.add(weights.arrays());
            return program.call("encode", Program.Mode.INFERENCE, step, arguments).stream()
                    .map(NativeArray::toFloats)
                    .toList();
        }
    }

    private static float[] flat(float[]... rows) {
        float[] flat = new float[rows.length * rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, flat, i * rows[i].length, rows[i].length);
        }
        return flat;
    }

    /** The sentence's embedding before it is put to length 1. */
    private static float[] mean(float[] hidden_TD, int length) {
        float[] mean = new float[hidden_TD.length / length];
        for (int i = 0; i < hidden_TD.length; i++) {
            mean[i % mean.length] += hidden_TD[i] / length;
        }
        return mean;
    }

    private static double largestDifference(float[] one, float[] other) {
        double largest = 0;
        for (int i = 0; i < one.length; i++) {
            largest = Math.max(largest, Math.abs(one[i] - other[i]));
        }
        return largest;
    }

    @Test
    void everyTensorOfABertIsThere() throws IOException {
        Map<String, Safetensors.Entry> tensors = Safetensors.read(folder.resolve("model.safetensors"));
        assertThat(tensors).hasSize(5 + 6 * 16 + 2);
        assertThat(tensors.get("encoder.layer.5.intermediate.dense.weight").sizes())
                .containsExactly(1536, 384);
        assertThat(tensors.get("encoder.layer.0.output.dense.weight").sizes()).containsExactly(384, 1536);
    }

    @Test
    void theTokenizerDoesNotPad() throws IOException {
        try (Tokenizer tokenizer = Tokenizer.load(folder)) {
            assertThat(tokenizer.special()).isEqualTo(new SpecialTokens(0, 100, 101, 102, 103));
            int[] bare = Arrays.stream(PROBE, 1, PROBE.length - 1)
                    .mapToInt(Math::toIntExact)
                    .toArray();
            assertThat(tokenizer.encode(tokenizer.decode(bare))).isEqualTo(bare);
            assertThat(tokenizer.encode("the old ".repeat(300))).hasSize(600);
        }
    }
}
