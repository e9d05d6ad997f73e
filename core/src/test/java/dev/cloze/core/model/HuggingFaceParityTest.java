package dev.cloze.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.core.attention.AttentionKernel;
import dev.cloze.core.model.Safetensors.Entry;
import dev.cloze.core.torch.NothingLeftBehind;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Our numbers beside those that src/test/parity/huggingface.py has recorded of the reference, at every token. */
@ExtendWith(NothingLeftBehind.class)
class HuggingFaceParityTest {
    private static final double TOLERANCE = 1e-4;
    private static final List<String> BATCHES = List.of("whole", "right", "left", "longest");

    static Stream<Arguments> cases() {
        return ReferenceFolder.names().stream()
                .flatMap(name -> Arrays.stream(AttentionKernel.values()).map(kernel -> Arguments.of(name, kernel)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void numbersAreTheReferences(String name, AttentionKernel kernel) throws IOException {
        ModelDirectory model = ModelDirectory.open(ReferenceFolder.of(name));
        Map<String, Entry> expected = Safetensors.read(ReferenceFolder.of(name).resolve("expected.safetensors"));
        HuggingFaceFamily family = HuggingFaceFamily.of(model.encoder());
        int checked = 0;
        double largest = 0;
        for (String batchName : BATCHES) {
            TokenBatch batch = TokenBatch.of(expected, batchName + ".");
            Map<String, float[]> computed = Computed.of(model, family, batch, kernel);
            for (Map.Entry<String, float[]> result : computed.entrySet()) {
                String output = result.getKey();
                Entry reference = expected.get(batchName + "." + output);
                int width = Math.toIntExact(reference.sizes()[reference.sizes().length - 1]);
                // Logits are computed for tokens alone.
                float[] ours =
                        output.equals("logits") ? result.getValue() : kept(output, result.getValue(), width, batch);
                double difference = largestDifference(ours, kept(output, reference.data(), width, batch));
                assertThat(difference).as("%s %s", batchName, output).isLessThanOrEqualTo(TOLERANCE);
                largest = Math.max(largest, difference);
                checked++;
            }
        }
        assertThat(checked)
                .isEqualTo(expected.keySet().stream()
                        .filter(key -> key.matches(".*(hidden|pooled|logits)"))
                        .count());
        System.out.println("HuggingFaceParityTest " + name + " " + kernel + ": largest difference " + largest);
    }

    /** The vectors that a padding's place has no part in: of tokens, and pooled those of rows that begin with one. */
    private static float[] kept(String output, float[] vectors, int width, TokenBatch batch) {
        long[] places = output.equals("pooled") ? batch.rowsThatBeginWithTokens() : batch.places();
        float[] kept = new float[places.length * width];
        for (int i = 0; i < places.length; i++) {
            System.arraycopy(vectors, Math.toIntExact(places[i]) * width, kept, i * width, width);
        }
        return kept;
    }

    private static double largestDifference(float[] ours, float[] theirs) {
        assertThat(ours).hasSameSizeAs(theirs);
        double largest = 0;
        for (int i = 0; i < ours.length; i++) {
            assertThat(ours[i]).isFinite();
            largest = Math.max(largest, Math.abs((double) ours[i] - theirs[i]));
        }
        return largest;
    }
}
