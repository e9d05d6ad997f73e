package dev.cloze.trainer.evaluate;

import dev.cloze.core.attention.AttentionKernel;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.torch.NativeArgument;
import dev.cloze.core.torch.Products;
import dev.cloze.core.torch.Program;
import dev.cloze.core.torch.Program.Mode;
import dev.cloze.core.torch.Scope;
import dev.cloze.core.torch.ScriptWriter;
import dev.cloze.core.torch.Weights;
import dev.cloze.trainer.batch.MaskedBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a model in training would put in the masked places of a batch. */
public final class MaskFilling implements AutoCloseable {
    private final Program program;
    private final EncoderConfig config;

    public MaskFilling(Scope run, MaskedLanguageModel model, AttentionKernel kernel) {
        config = model.config();
        ScriptWriter writer = new ScriptWriter(model.graph(), kernel, Products.of(run.device()));
        program = Program.load(run, List.of(writer.forward("fill", model.logits_MV())));
    }

    /** A token and its probability. */
    public record Candidate(int id, double probability) {}

    /**
     * For each masked place the most probable tokens, best first.
     *
     * @param run the parent of the scope that the batch needs for its time
     */
    public List<List<Candidate>> fill(Scope run, Weights weights, MaskedBatch batch, int most) {
        try (Scope step = run.child()) {
            List<NativeArgument> arguments = batch.questions(step, config);
            arguments.add(weights.arrays());
            float[] logits =
                    program.call("fill", Mode.INFERENCE, step, arguments).get(0).toFloats();
            int places = batch.masked().length;
            int vocabulary = logits.length / places;
            List<List<Candidate>> all = new ArrayList<>();
            for (int m = 0; m < places; m++) {
                all.add(best(Arrays.copyOfRange(logits, m * vocabulary, (m + 1) * vocabulary), most));
            }
            return all;
        }
    }

    private static List<Candidate> best(float[] logits, int most) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            greatest = Math.max(greatest, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - greatest);
        }
        List<Candidate> best = new ArrayList<>();
        for (int id = 0; id < logits.length; id++) {
            double probability = Math.exp(logits[id] - greatest) / sum;
            int place = best.size();
            while (place > 0 && best.get(place - 1).probability() < probability) {
                place--;
            }
            if (place < most) {
                best.add(place, new Candidate(id, probability));
                if (best.size() > most) {
                    best.remove(most);
                }
            }
        }
        return best;
    }

    @Override
    public void close() {
        program.close();
    }
}
