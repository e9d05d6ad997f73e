package dev.cloze.trainer.run;

import dev.cloze.tokenizer.DataException;
import dev.cloze.trainer.batch.BatchLoader;
import dev.cloze.trainer.batch.StepBatch;
import dev.cloze.trainer.batch.TrainingRows;
import dev.cloze.trainer.checkpoint.Checkpoint.Place;
import dev.cloze.trainer.checkpoint.CheckpointFolder;
import dev.cloze.trainer.evaluate.HeldOutEvaluation.Score;
import dev.cloze.trainer.evaluate.HeldOutSet;
import dev.cloze.trainer.observe.Console;
import dev.cloze.trainer.observe.Memory;
import dev.cloze.trainer.observe.MetricsLog;
import dev.cloze.trainer.recipe.TrainingRecipe;
import dev.cloze.trainer.step.TrainingStep;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The steps of a run, from where it stands to its end, with metrics, evaluations and checkpoints on their way. */
final class TrainingLoop {
    private final Learner learner;
    private final HeldOutSet questions;
    private final CheckpointFolder checkpoints;
    private final TrainingRecipe recipe;
    private final MetricsLog metrics;
    private final Console console;
    private final double peakFlops;
    private final Report report;
    private Optional<Score> lastScore = Optional.empty();

    /** Writes the run's report from what its folder holds. */
    @FunctionalInterface
    interface Report {
        void write() throws IOException;
    }

    /**
     * A loop.
     *
     * @param peakFlops floating-point operations a second that the machine can do, for the metrics
     * @param report written anew with each evaluation
     */
    TrainingLoop(
            Learner learner,
            HeldOutSet questions,
            CheckpointFolder checkpoints,
            TrainingRecipe recipe,
            MetricsLog metrics,
            Console console,
            double peakFlops,
            Report report) {
        this.learner = learner;
        this.questions = questions;
        this.checkpoints = checkpoints;
        this.recipe = recipe;
        this.metrics = metrics;
        this.console = console;
        this.peakFlops = peakFlops;
        this.report = report;
    }

    /**
     * Runs to the recipe's last step, or to {@code stopAt} if that comes first; where it then stands.
     *
     * @param stop ends the run early, with a checkpoint, after the step or micro-batch under way
     * @throws InterruptedException if it was ended early
     */
    Place run(Place from, long stopAt, BooleanSupplier stop, TrainingRows rows)
            throws IOException, InterruptedException {
        long end = Math.min(recipe.steps(), stopAt);
        Place place = from;
        Speed speed = new Speed();
        try (BatchLoader loader = new BatchLoader(rows::at, place.step())) {
            while (place.step() < end) {
                long start = System.nanoTime();
                StepBatch batch = loader.next();
                double waited = (System.nanoTime() - start) * 1e-9;
                Optional<TrainingStep.Outcome> learnt = learner.learn(place.step(), batch, stop);
                if (learnt.isEmpty()) {
                    throw stopped(place);
                }
                TrainingStep.Outcome outcome = learnt.get();
                double seconds = (System.nanoTime() - start) * 1e-9;
                requireFinite(place.step(), outcome);
                speed.add(batch, learner.flops(batch), seconds, waited);
                place = new Place(
                        place.step() + 1,
                        place.tokens() + batch.tokens(),
                        place.seconds() + seconds,
                        place.unloggedLoss() + outcome.loss());
                lastScore = Optional.empty();
                if (place.step() % recipe.logEvery() == 0 || place.step() == end) {
                    log(place, outcome, speed);
                    speed = new Speed();
                }
                if (place.step() % recipe.logEvery() == 0) {
                    place = new Place(place.step(), place.tokens(), place.seconds(), 0);
                }
                if (place.step() % recipe.evaluateEvery() == 0 && place.step() < recipe.steps()) {
                    score(place.step());
                }
                if (stop.getAsBoolean() && place.step() < end) {
                    throw stopped(place);
                }
                if (place.step() % recipe.checkpointEvery() == 0 || place.step() == end) {
                    checkpoints.write(learner.checkpoint(place), recipe.checkpointsKept());
                }
            }
        }
        return place;
    }

    private InterruptedException stopped(Place place) throws IOException {
        if (place.step() > 0) {
            checkpoints.write(learner.checkpoint(place), recipe.checkpointsKept());
        }
        return new InterruptedException("stopped after step " + place.step());
    }

    /** Scores the weights as they are after so many steps, and keeps the score in the metrics; once for a step. */
    Score score(long step) throws IOException {
        if (lastScore.isEmpty()) {
            Score score = learner.score(questions);
            if (!Double.isFinite(score.heldOutLoss())) {
                throw diverged(step, "a finite held-out loss", "" + score.heldOutLoss());
            }
            metrics.add(new MetricsLog.Evaluation(step, score.heldOutLoss(), score.heldOutAccuracy()));
            console.line(
                    "held out",
                    "step %,d  loss %.4f  accuracy %.2f %%",
                    step,
                    score.heldOutLoss(),
                    100 * score.heldOutAccuracy());
            report.write();
            lastScore = Optional.of(score);
        }
        return lastScore.get();
    }

    private void log(Place place, TrainingStep.Outcome outcome, Speed speed) throws IOException {
        long unlogged = (place.step() - 1) % recipe.logEvery() + 1;
        MetricsLog.Step line = new MetricsLog.Step(
                place.step(),
                place.tokens(),
                place.unloggedLoss() / unlogged,
                learner.learningRate(place.step() - 1),
                outcome.gradientNorm(),
                speed.tokens / speed.seconds,
                speed.flops / speed.seconds / peakFlops,
                speed.waited / speed.seconds,
                1 - (double) speed.tokens / speed.places,
                Memory.rssMiB().isPresent() ? Memory.rssMiB().getAsLong() : null);
        metrics.add(line);
        console.line(
                "training",
                "step %,d/%,d  loss %.4f  rate %.2e  %,.0f tokens/s  %.0f %% of peak  waits %.1f %%  padding %.1f %%%s  %s left",
                place.step(),
                recipe.steps(),
                line.loss(),
                line.learningRate(),
                line.tokensPerSecond(),
                100 * line.modelFlopsUtilization(),
                100 * line.dataWaitShare(),
                100 * line.paddingShare(),
                line.residentMiB() == null ? "" : String.format(Locale.ROOT, "  %,d MiB", line.residentMiB()),
                Console.clock((recipe.steps() - place.step()) * speed.seconds / speed.steps));
    }

    private static void requireFinite(long step, TrainingStep.Outcome outcome) throws DataException {
        if (!Double.isFinite(outcome.loss()) || !Double.isFinite(outcome.gradientNorm())) {
            throw diverged(
                    step + 1,
                    "a finite loss and gradient",
                    "loss " + outcome.loss() + ", gradient norm " + outcome.gradientNorm());
        }
    }

    private static DataException diverged(long step, String expected, String got) {
        return new DataException(
                "step " + step, expected, got + "; the last checkpoint stands, a lower learning rate may help");
    }

    /** Sums over the steps of this process since its last line of metrics. */
    private static final class Speed {
        private long steps;
        private long tokens;
        private double flops;
        private double seconds;
        private double waited;
        private long places;

        void add(StepBatch batch, long stepFlops, double stepSeconds, double stepWaited) {
            steps++;
            tokens += batch.tokens();
            flops += stepFlops;
            seconds += stepSeconds;
            waited += stepWaited;
            places += batch.places();
        }
    }
}
