package dev.cloze.trainer.recipe;

import dev.cloze.core.attention.AttentionKernel;
import dev.cloze.core.torch.ActivationCheckpointing;
import dev.cloze.corpora.pack.Packing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
 * @param attention the kernel of attention, or that it is measured which
 * @param logEvery steps between two lines of metrics
 * @param evaluateEvery steps between two evaluations on held-out text
 * @param checkpointEvery steps between two checkpoints
 * @param checkpointsKept how many of the last checkpoints stay
 * @param schedule of the learning rate; absent: warm-up/stable/decay
 * @param decayShape how it falls in the decay of warm-up/stable/decay; absent: in a straight line
 * @param averaging of the weights; absent: the model is the weights of the last step
 * @param phases what is different in the first parts of the run, in order; absent: nothing
 * @param duration the time that training takes, as {@code 30m} or {@code 1h30m}, evaluations and checkpoints included; the
 *     steps are then no more than the scale on which rates and phases are given; absent: there are {@code steps}
 * @param plateau when a run that learns no more goes on to its end; absent: never
 * @param spikes what becomes of a step whose loss jumps; absent: one that is no number ends the run, others count
 * @param keepBest whether the model of the best evaluation is kept beside the last; absent: it is not
 * @param activationCheckpointing what the forward pass keeps for the backward pass; absent: everything
 * @param precision the format of the products of linear layers and attention; weights, norms, loss, gradients and optimiser
 *     are float32 in any case; absent: float32
 */
public record TrainingRecipe(
        long steps,
        int rowLength,
        Packing packing,
        int rowsPerBatch,
        int rowsPerMicroBatch,
        double warmupShare,
        double decayShare,
        AttentionChoice attention,
        long logEvery,
        long evaluateEvery,
        long checkpointEvery,
        int checkpointsKept,
        Optional<LearningRateSchedule> schedule,
        Optional<DecayShape> decayShape,
        Optional<AveragingRecipe> averaging,
        Optional<List<PhaseRecipe>> phases,
        Optional<String> duration,
        Optional<PlateauRecipe> plateau,
        Optional<SpikeRecipe> spikes,
        Optional<Boolean> keepBest,
        Optional<ActivationCheckpointing> activationCheckpointing,
        Optional<PrecisionChoice> precision) {
    private static final Pattern DURATION = Pattern.compile("(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?");

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
        phases.ifPresent(TrainingRecipe::requireOrder);
        duration.ifPresent(TrainingRecipe::seconds);
        Require.that(plateau.isEmpty() || duration.isEmpty(), "plateau", "none with a duration", "both");
        boolean endsAnywhere = stable || schedule.equals(Optional.of(LearningRateSchedule.CONSTANT));
        Require.that(
                plateau.isEmpty() || endsAnywhere,
                "plateau",
                "schedule warmup_stable_decay or constant, which can end at any step",
                schedule.map(given -> given.name().toLowerCase(Locale.ROOT)).orElse(""));
    }

    private static void requireOrder(List<PhaseRecipe> phases) {
        double before = 0;
        for (int i = 0; i < phases.size(); i++) {
            double until = phases.get(i).until();
            Require.that(
                    until > before && until < 1,
                    "phases[" + i + "].until",
                    "a share above " + before + ", where the one before ends, and below 1",
                    until);
            before = until;
        }
    }

    /** Seconds of a time like {@code 1h30m}. */
    private static double seconds(String duration) {
        Matcher parts = DURATION.matcher(duration);
        Require.that(
                !duration.isEmpty() && parts.matches(),
                "duration",
                "hours, minutes, seconds, as 1h30m or 90s",
                duration);
        double seconds = 0;
        for (int i = 1; i <= 3; i++) {
            seconds = 60 * seconds + (parts.group(i) == null ? 0 : Double.parseDouble(parts.group(i)));
        }
        Require.that(seconds > 0, "duration", "more than no time", duration);
        return seconds;
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
                AttentionChoice.of(attention),
                logEvery,
                evaluateEvery,
                checkpointEvery,
                checkpointsKept,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The kernel of attention; while it is to be found out, the fused one. */
    public AttentionKernel kernel() {
        return attention.kernel().orElse(AttentionKernel.FUSED);
    }

    /** The format of products, or that the device decides; float32 if nothing is stated. */
    public PrecisionChoice precisionChoice() {
        return precision.orElse(PrecisionChoice.FLOAT32);
    }

    /** The phases, and as the last one what the recipe states for the rest of the run. */
    public List<PhaseRecipe> allPhases() {
        List<PhaseRecipe> all = new ArrayList<>(phases.orElse(List.of()));
        all.add(new PhaseRecipe(1, rowLength, rowsPerBatch, rowsPerMicroBatch));
        return all;
    }

    /** The fewest steps whose rows have so many tokens, padding among them. */
    public long stepsFor(long tokens) {
        double placesPerStep = 0;
        double before = 0;
        for (PhaseRecipe phase : allPhases()) {
            placesPerStep += (phase.until() - before) * phase.places();
            before = phase.until();
        }
        return Math.max(1, (long) Math.ceil(tokens / placesPerStep));
    }

    /** The duration in seconds, if time decides how many steps there are. */
    public OptionalDouble durationSeconds() {
        return duration.isPresent() ? OptionalDouble.of(seconds(duration.get())) : OptionalDouble.empty();
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
