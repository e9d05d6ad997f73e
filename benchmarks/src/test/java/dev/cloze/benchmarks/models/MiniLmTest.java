package dev.cloze.benchmarks.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import dev.cloze.core.model.Safetensors;
import dev.cloze.core.torch.TorchEngine;
import dev.cloze.tokenizer.SpecialTokens;
import dev.cloze.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MiniLM's folder beside ONNX Runtime, which runs the file that it was made of. */
class MiniLmTest {
    private static final long[] PROBE = {101, 1996, 2214, 10628, 4497, 102};

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
