package dev.cloze.trainer.recipe;

import dev.cloze.core.attention.AttentionKernel;
import dev.cloze.corpora.pack.Packing;
import java.util.Objects;

/**
 * The training loop.
 *
 * @param steps updates of the weights
 * @param rowLength T, tokens in a row
 * @param packing how rows are made of documents
 * @param rowsPerBatch rows of one update
 * @param rowsPerMicroBatch B, rows of one forward and backward pass; a divisor of {@code rowsPerBatch}
 * @param warmupShare the share of the steps, the first ones, in which the learning rate rises linearly from 0
 * @param decayShare the share of the steps, the last ones, in which it falls linearly to 0
 * @param attention the kernel of attention
 * @param logEvery steps between two lines of metrics
 * @param evaluateEvery steps between two evaluations on held-out text
 * @param checkpointEvery steps between two checkpoints
 * @param checkpointsKept how many of the last checkpoints stay
 */
public record TrainingRecipe(
        long steps,
        int rowLength,
        Packing packing,
        int rowsPerBatch,
        int rowsPerMicroBatch,
        double warmupShare,
        double decayShare,
        AttentionKernel attention,
        long logEvery,
        long evaluateEvery,
        long checkpointEvery,
        int checkpointsKept) {
    public TrainingRecipe {
        Require.positive("steps", steps);
        Require.positive("rowLength", rowLength);
        Objects.requireNonNull(packing, "packing");
        Require.positive("rowsPerBatch", rowsPerBatch);
        Require.positive("rowsPerMicroBatch", rowsPerMicroBatch);
        Require.that(
                rowsPerBatch % rowsPerMicroBatch == 0,
                "rowsPerMicroBatch",
                "a divisor of rowsPerBatch " + rowsPerBatch,
                rowsPerMicroBatch);
        Require.share("warmupShare", warmupShare);
        Require.share("decayShare", decayShare);
        Require.that(
                warmupShare + decayShare <= 1,
                "decayShare",
                "at most 1 - warmupShare = " + (1 - warmupShare),
                decayShare);
        Require.positive("logEvery", logEvery);
        Require.positive("evaluateEvery", evaluateEvery);
        Require.positive("checkpointEvery", checkpointEvery);
        Require.positive("checkpointsKept", checkpointsKept);
    }

    /** The steps of the warm-up. */
    public long warmupSteps() {
        return Math.round(warmupShare * steps);
    }

    /** The steps of the decay, rounded down so that both fit. */
    public long decaySteps() {
        return (long) (decayShare * steps);
    }
}
