package dev.cloze.core.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.jna.Platform;
import dev.cloze.core.TinyModelFolder;
import dev.cloze.core.TinyModels;
import dev.cloze.core.attention.AttentionKernel;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.nn.MaskedLanguageModel;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NothingLeftBehind.class)
class FrozenProgramTest {
    private static final int VOCABULARY = 11;

    @Test
    void logitsAreThoseOfPlainWeights() {
        for (EncoderConfig config : List.of(TinyModels.BERT, TinyModels.MODERN, TinyModels.LOCAL)) {
            MaskedLanguageModel model = new MaskedLanguageModel(config, VOCABULARY);
            Map<String, float[]> values = TinyModelFolder.weights(config, VOCABULARY);
            ScriptMethod plain =
                    new ScriptWriter(model.graph(), AttentionKernel.EAGER).forward("logits", model.logits_MV());
            try (Scope run = Scope.open(ComputeDevice.CPU);
                    Program program = Program.load(run, List.of(plain));
                    FrozenProgram frozen = FrozenProgram.load(
                            run, ComputeDevice.CPU, model.graph(), model.parameters(), values, model.logits_MV());
                    Scope step = run.child()) {
                Weights weights = Weights.of(run, model.parameters(), values);
                List<NativeArgument> inputs = inputs(step, config);
                float[] actual = frozen.call(step, inputs).toFloats();
                inputs.add(weights.arrays());
                float[] expected = program.call("logits", Program.Mode.INFERENCE, step, inputs)
                        .get(0)
                        .toFloats();
                assertThat(actual).hasSize(3 * VOCABULARY).containsExactly(expected, within(1e-5f));
            }
        }
    }

    /** One token table, which is the decoder too, and the norms stay; four matrices a layer and the head's are packed. */
    @Test
    void matricesOfLinearLayersArePackedAndTheDecoderIsNot() {
        MaskedLanguageModel model = new MaskedLanguageModel(TinyModels.BERT, VOCABULARY);
        ScriptWriter writer = new ScriptWriter(model.graph(), AttentionKernel.FUSED, Products.PACKED);
        String packing = writer.packing("pack", model.logits_MV()).text();
        assertThat(packing.split("_reorder_linear_weight", -1)).hasSize(1 + 2 * 4 + 1);
        assertThat(model.parameters().get(0).name()).isEqualTo("embeddings.tokens.weight");
        assertThat(packing).contains("return [weights[0], ");
        assertThat(writer.forward("logits", model.logits_MV()).text()).doesNotContain("torch.linear(");
    }

    @Test
    void theEngineOfIntelAndAmdProcessorsPacks() {
        if (!Platform.ARCH.equals("x86-64")) {
            return; // others may or may not
        }
        MaskedLanguageModel model = new MaskedLanguageModel(TinyModels.BERT, VOCABULARY);
        try (Scope run = Scope.open(ComputeDevice.CPU);
                FrozenProgram frozen = FrozenProgram.load(
                        run,
                        ComputeDevice.CPU,
                        model.graph(),
                        model.parameters(),
                        TinyModelFolder.weights(TinyModels.BERT, VOCABULARY),
                        model.logits_MV())) {
            assertThat(frozen.isPacked()).isTrue();
        }
    }

    private static List<NativeArgument> inputs(Scope step, EncoderConfig config) {
        List<NativeArgument> inputs = RowArrays.of(
                step,
                config,
                2,
                4,
                new long[] {1, 5, 3, 9, 2, 2, 10, 0},
                new long[] {0, 1, 2, 0, 0, 1, 2, 3},
                new long[] {1, 1, 1, 2, 1, 1, 1, 1});
        inputs.add(step.longs(new long[] {1, 3, 6}, 3));
        return inputs;
    }
}
