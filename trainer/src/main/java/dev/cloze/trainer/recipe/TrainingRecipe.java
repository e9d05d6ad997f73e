package dev.cloze.trainer.recipe;

import dev.cloze.core.attention.AttentionKernel;
import dev.cloze.corpora.pack.Packing;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The training loop.
 *
 * @param steps updates of the weights
 * @param rowLength T, tokens in a row
 * @param packing how rows are made of documents
 * @param rowsPerBatch rows of one update
 * @param rowsPerMicroBatch B, rows of one forward and backward pass; a divisor of {@code rowsPerBatch}
 * @param warmupShare the share of the steps, the first ones, in which the learning rate rises linearly from 0
 * @param decayShare the share of the steps, the last ones, in which it falls to 0; used by warm-up/stable/decay only
 * @param attention the kernel of attention
 * @param logEvery steps between two lines of metrics
 * @param evaluateEvery steps between two evaluations on held-out text
 * @param checkpointEvery steps between two checkpoints
 * @param checkpointsKept how many of the last checkpoints stay
 * @param schedule of the learning rate; absent: warm-up/stable/decay
 * @param decayShape how it falls in the decay of warm-up/stable/decay; absent: in a straight line
 * @param averaging of the weights; absent: the model is the weights of the last step
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
        int checkpointsKept,
        Optional<LearningRateSchedule> schedule,
        Optional<DecayShape> decayShape,
        Optional<AveragingRecipe> averaging) {
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
        boolean stable =
                schedule.orElse(LearningRateSchedule.WARMUP_STABLE_DECAY) == LearningRateSchedule.WARMUP_STABLE_DECAY;
        Require.that(
                !stable || warmupShare + decayShare <= 1,
                "decayShare",
                "at most 1 - warmupShare = " + (1 - warmupShare),
                decayShare);
        Require.that(
                stable || decayShape.isEmpty(),
                "decayShape",
                "none without schedule warmup_stable_decay",
                decayShape.map(given -> given.name().toLowerCase(Locale.ROOT)).orElse(""));
        Require.that(
                !schedule.equals(Optional.of(LearningRateSchedule.ONE_CYCLE)) || (warmupShare > 0 && warmupShare < 1),
                "warmupShare",
                "a number between 0 and 1 with schedule one_cycle",
                warmupShare);
        Require.positive("logEvery", logEvery);
        Require.positive("evaluateEvery", evaluateEvery);
        Require.positive("checkpointEvery", checkpointEvery);
        Require.positive("checkpointsKept", checkpointsKept);
    }

    /** Warm-up/stable/decay in straight lines, without an average. */
    public TrainingRecipe(
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
        this(
                steps,
                rowLength,
                packing,
                rowsPerBatch,
                rowsPerMicroBatch,
                warmupShare,
                decayShare,
                attention,
                logEvery,
                evaluateEvery,
                checkpointEvery,
                checkpointsKept,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
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
