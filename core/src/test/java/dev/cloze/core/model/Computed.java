package dev.cloze.core.model;

import dev.cloze.core.attention.AttentionKernel;
import dev.cloze.core.graph.Graph;
import dev.cloze.core.graph.Tensor;
import dev.cloze.core.nn.EncoderModel;
import dev.cloze.core.nn.EncoderModel.Pooling;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.core.torch.Program;
import dev.cloze.core.torch.Scope;
import dev.cloze.core.torch.ScriptMethod;
import dev.cloze.core.torch.ScriptWriter;
import dev.cloze.core.torch.Weights;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a folder's model makes of a batch. */
final class Computed {
    private Computed() {}

    /**
     * Runs the model.
     *
     * @return {@code hidden} [B, T, D]; with a pooler {@code pooled} [B, D]; with a head {@code logits} [M, V] of all tokens
     */
    static Map<String, float[]> of(
            ModelDirectory model, HuggingFaceFamily family, TokenBatch batch, AttentionKernel kernel)
            throws IOException {
        Map<String, float[]> results = new LinkedHashMap<>();
        Pooling pooling = model.parts().contains(ModelPart.POOLER) ? Pooling.FIRST_TOKEN : Pooling.NONE;
        EncoderModel encoder = new EncoderModel(model.encoder(), model.vocabularySize(), pooling);
        Map<String, float[]> weights = model.encoderWeights();
        results.put(
                "hidden",
                run(encoder.graph(), encoder.parameters(), encoder.hidden_BTD(), weights, family, batch, kernel));
        if (encoder.pooled_BD().isPresent()) {
            Tensor pooled_BD = encoder.pooled_BD().get();
            results.put(
                    "pooled", run(encoder.graph(), encoder.parameters(), pooled_BD, weights, family, batch, kernel));
        }
        if (model.parts().contains(ModelPart.HEAD)) {
            MaskedLanguageModel whole = new MaskedLanguageModel(model.encoder(), model.vocabularySize());
            results.put(
                    "logits",
                    run(whole.graph(), whole.parameters(), whole.logits_MV(), model.weights(), family, batch, kernel));
        }
        return results;
    }

    private static float[] run(
            Graph graph,
            List<ParameterSpec> parameters,
            Tensor output,
            Map<String, float[]> numbers,
            HuggingFaceFamily family,
            TokenBatch batch,
            AttentionKernel kernel) {
        ScriptMethod method = new ScriptWriter(graph, kernel).forward("output", output);
        try (Scope run = Scope.open(ComputeDevice.CPU);
                Program program = Program.load(run, List.of(method));
                Scope step = run.child()) {
            Weights weights = Weights.of(run, parameters, numbers);
            return program.call("output", Program.Mode.INFERENCE, step, batch.arguments(method, family, step, weights))
                    .get(0)
                    .toFloats();
        }
    }
}
