package dev.cloze.core.attention;

import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.core.torch.NativeArgument;
import dev.cloze.core.torch.Program;
import dev.cloze.core.torch.RowArrays;
import dev.cloze.core.torch.Scope;
import dev.cloze.core.torch.ScriptMethod;
import dev.cloze.core.torch.ScriptWriter;
import dev.cloze.core.torch.Weights;
import java.util.Arrays;
import java.util.List;

/** The encoder's vector of each token of one row, by one kernel. */
final class HiddenVectors {
    private static final long SEED = 5;

    private HiddenVectors() {}

    static float[][] of(MaskedLanguageModel model, AttentionKernel kernel, TestRow row) {
        ScriptMethod method = new ScriptWriter(model.graph(), kernel).forward("hidden", model.hidden_BTD());
        try (Scope run = Scope.open(ComputeDevice.CPU);
                Program program = Program.load(run, List.of(method));
                Scope step = run.child()) {
            List<NativeArgument> arguments =
                    RowArrays.of(step, model.config(), 1, row.length(), row.ids(), row.positions(), row.documents());
            arguments.add(Weights.initial(run, model.parameters(), SEED).arrays());
            float[] flat = program.call("hidden", Program.Mode.INFERENCE, step, arguments)
                    .get(0)
                    .toFloats();
            int width = model.config().width();
            float[][] vectors = new float[row.length()][];
            Arrays.setAll(vectors, i -> Arrays.copyOfRange(flat, i * width, (i + 1) * width));
            return vectors;
        }
    }
}
