package dev.cloze.trainer.evaluate;

import dev.cloze.core.attention.AttentionKernel;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.torch.NativeArgument;
import dev.cloze.core.torch.NativeArray;
import dev.cloze.core.torch.Products;
import dev.cloze.core.torch.Program;
import dev.cloze.core.torch.Program.Mode;
import dev.cloze.core.torch.Scope;
import dev.cloze.core.torch.ScriptWriter;
import dev.cloze.core.torch.Weights;
import dev.cloze.trainer.batch.MaskedBatch;
import java.util.List;

/** Asks a model for the masked tokens of batches. */
public final class HeldOutEvaluation implements AutoCloseable {
    private final Program program;
    private final EncoderConfig config;
    private final int vocabularySize;

    public HeldOutEvaluation(Scope run, MaskedLanguageModel model, AttentionKernel kernel) {
        config = model.config();
        vocabularySize = model.vocabularySize();
        ScriptWriter writer = new ScriptWriter(model.graph(), kernel, Products.of(run.device()));
        program = Program.load(run, List.of(writer.forward("evaluate", model.losses_M(), model.best_M())));
    }

    /**
     * What the model reaches.
     *
     * @param heldOutLoss mean cross-entropy of the masked tokens, in nats
     * @param heldOutAccuracy share of the masked tokens that the model holds most probable
     * @param masked how many tokens were asked for
     * @param tokens the same for each token of the vocabulary
     */
    public record Score(double heldOutLoss, double heldOutAccuracy, long masked, TokenSums tokens) {}

    /**
     * The score of these weights: the same number for the same weights, threads and machine; NaN of nothing asked.
     *
     * @param run the parent of the scopes that each batch needs for its time
     */
    public Score score(Scope run, Weights weights, Iterable<MaskedBatch> batches) {
        double loss = 0;
        long right = 0;
        long asked = 0;
        TokenSums tokens = new TokenSums(vocabularySize);
        for (MaskedBatch batch : batches) {
            if (batch.masked().length == 0) {
                continue; // nothing is asked: a row of special tokens only
            }
            try (Scope step = run.child()) {
                List<NativeArgument> arguments = batch.arrays(step, config);
                arguments.add(weights.arrays());
                List<NativeArray> results = program.call("evaluate", Mode.INFERENCE, step, arguments);
                float[] losses = results.get(0).toFloats();
                long[] best = results.get(1).toLongs();
                for (int i = 0; i < best.length; i++) {
                    boolean isRight = best[i] == batch.labels()[i];
                    loss += losses[i];
                    right += isRight ? 1 : 0;
                    tokens.add((int) batch.labels()[i], losses[i], isRight);
                }
                asked += best.length;
            }
        }
        return new Score(loss / asked, (double) right / asked, asked, tokens);
    }

    @Override
    public void close() {
        program.close();
    }
}
