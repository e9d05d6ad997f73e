package dev.cloze.trainer.run;

import dev.cloze.tokenizer.DataException;
import dev.cloze.trainer.batch.BatchLoader;
import dev.cloze.trainer.batch.StepBatch;
import dev.cloze.trainer.batch.TrainingRows;
import dev.cloze.trainer.checkpoint.BackgroundWriter;
import dev.cloze.trainer.checkpoint.Checkpoint;
import dev.cloze.trainer.checkpoint.Checkpoint.Place;
import dev.cloze.trainer.checkpoint.CheckpointFolder;
import dev.cloze.trainer.evaluate.HeldOutFigures;
import dev.cloze.trainer.observe.Console;
import dev.cloze.trainer.observe.Memory;
import dev.cloze.trainer.observe.MetricsLog;
import dev.cloze.trainer.recipe.PlateauRecipe;
import dev.cloze.trainer.recipe.TrainingRecipe;
import dev.cloze.trainer.schedule.Clock;
import dev.cloze.trainer.schedule.Course;
import dev.cloze.trainer.schedule.Course.Leg;
import dev.cloze.trainer.step.TrainingStep;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The steps of a run, from where it stands to its end, with metrics, evaluations and checkpoints on their way. */
final class TrainingLoop {
    /** Steps after which the mean of the losses says what is usual. */
    private static final long SETTLED = 50;

    private final Learner learner;
    private final HeldOut heldOut;
    private final TrainingRecipe recipe;
    private final Outputs outputs;
    private final MetricsLog metrics;
    private final Console console;
    private final BackgroundWriter writer;
    private final double peakFlops;
    private final Course course;
    private final CourseFile decisions;
    private Optional<Scores> lastScore = Optional.empty();
    private Place place = Place.START;
    private Place measuredFrom = Place.START;
    private Speed speed = new Speed();
    private long began;
    private double elapsedBefore;

    /**
     * Where a run's numbers go.
     *
     * @param samples asks the model about a few sentences at each evaluation
     * @param report written anew with each evaluation
     * @param best keeps a model that is better than those before
     */
    record Outputs(
            CheckpointFolder checkpoints,
            BackgroundWriter writer,
            MetricsLog metrics,
            Console console,
            Samples samples,
            Report report,
            Best best) {}

    /** Keeps what the model makes of a few sentences after so many steps. */
    @FunctionalInterface
    interface Samples {
        void write(long step) throws IOException;
    }

    /** Writes the run's report from what its folder holds. */
    @FunctionalInterface
    interface Report {
        void write() throws IOException;
    }

    /** Keeps the model of a step. */
    @FunctionalInterface
    interface Best {
        void write(Map<String, float[]> weights, Place place) throws IOException;
    }

    /**
     * A loop.
     *
     * @param peakFlops floating-point operations a second that the machine can do, for the metrics
     * @param decisions where the legs are kept that are decided on the way
     */
    TrainingLoop(
            Learner learner,
            HeldOut heldOut,
            TrainingRecipe recipe,
            Outputs outputs,
            double peakFlops,
            Course course,
            CourseFile decisions) {
        this.learner = learner;
        this.heldOut = heldOut;
        this.recipe = recipe;
        this.outputs = outputs;
        this.metrics = outputs.metrics();
        this.console = outputs.console();
        this.writer = outputs.writer();
        this.peakFlops = peakFlops;
        this.course = course;
        this.decisions = decisions;
    }

    /**
     * Runs to the course's last step, or to {@code stopAt} if that comes first; where it then stands.
     *
     * @param stop ends the run early, with a checkpoint, after the step or micro-batch under way
     * @throws InterruptedException if it was ended early
     * @throws LossSpike if the run is to go back
     */
    Place run(Place from, long stopAt, BooleanSupplier stop, TrainingRows rows)
            throws IOException, InterruptedException, LossSpike {
        place = from;
        began = System.nanoTime();
        elapsedBefore = Math.max(from.elapsed(), course.elapsed(from.step())); // a way back has taken time too
        while (!isAtEnd(stopAt)) {
            decide();
            Leg leg = course.at(place.step());
            long end = Math.min(leg.end(), stopAt);
            measuredFrom = place;
            try (BatchLoader loader = new BatchLoader(rows::at, place.step(), end)) {
                while (place.step() < end && course.at(place.step()).equals(leg)) {
                    writer.check();
                    step(loader, stop, stopAt);
                    if (measuredFrom.step() == leg.firstStep()) {
                        measuredFrom = place; // the first step of a leg may be slow: its shapes are new
                    }
                }
            }
        }
        writer.finish();
        outputs.checkpoints().deleteOld(recipe.checkpointsKept());
        return place;
    }

    private boolean isAtEnd(long stopAt) {
        return course.isOver(place.step()) || place.step() >= stopAt;
    }

    private double elapsed() {
        return elapsedBefore + (System.nanoTime() - began) * 1e-9;
    }

    /** Lets the clock say how the run goes on, if nothing has. */
    private void decide() throws IOException {
        if (course.isDecided(place.step())) {
            return;
        }
        Clock clock = new Clock(course, recipe.durationSeconds().orElseThrow(), recipe.steps());
        Leg leg = course.isBegun() ? clock.next(place.step(), elapsed(), secondsPerPlace()) : clock.first();
        decisions.add(List.of(leg));
        course.add(leg);
        console.line(
                "course",
                "from step %,d: %,d steps to %.1f %% of the run, %s of %s over",
                leg.firstStep() + 1,
                leg.steps(),
                100 * leg.to() / recipe.steps(),
                Console.clock(leg.elapsed()),
                Console.clock(recipe.durationSeconds().orElseThrow()));
    }

    private double secondsPerPlace() {
        long places = course.position(place.step()) - course.position(measuredFrom.step());
        return places == 0 ? elapsed() / course.position(place.step()) : (elapsed() - measuredFrom.elapsed()) / places;
    }

    private void step(BatchLoader loader, BooleanSupplier stop, long stopAt)
            throws IOException, InterruptedException, LossSpike {
        long start = System.nanoTime();
        StepBatch batch = loader.next();
        double waited = (System.nanoTime() - start) * 1e-9;
        Optional<TrainingStep.Outcome> learnt = learner.learn(place.step(), course.place(place.step()), batch, stop);
        if (learnt.isEmpty()) {
            throw stopped();
        }
        TrainingStep.Outcome outcome = learnt.get();
        double seconds = (System.nanoTime() - start) * 1e-9;
        requireUsable(outcome);
        speed.add(batch, learner.flops(batch), seconds, waited);
        place = place.after(batch.tokens(), seconds, outcome.loss(), elapsed());
        lastScore = Optional.empty();
        boolean logged = place.step() % recipe.logEvery() == 0 || isAtEnd(stopAt);
        if (logged) {
            log(outcome);
        }
        if (place.step() % recipe.evaluateEvery() == 0 && !course.isOver(place.step())) {
            score(place.step());
            endAfterPlateau();
            if (!logged && isAtEnd(stopAt)) {
                log(outcome);
            }
        }
        if (stop.getAsBoolean() && !isAtEnd(stopAt)) {
            throw stopped();
        }
        if (place.step() % recipe.checkpointEvery() == 0 || isAtEnd(stopAt)) {
            checkpoint();
        }
    }

    private void checkpoint() throws IOException, InterruptedException {
        Checkpoint checkpoint = learner.checkpoint(place);
        writer.submit(() -> outputs.checkpoints().write(checkpoint, recipe.checkpointsKept()));
    }

    private InterruptedException stopped() throws IOException, InterruptedException {
        if (place.step() > 0) {
            checkpoint();
        }
        writer.finish();
        return new InterruptedException("stopped after step " + place.step());
    }

    /** Goes on to the end if the last evaluations have brought nothing. */
    private void endAfterPlateau() throws IOException {
        if (recipe.plateau().isEmpty() || !course.canEndSooner(place.step())) {
            return;
        }
        PlateauRecipe plateau = recipe.plateau().get();
        List<Double> losses = metrics.evaluations().stream()
                .map(MetricsLog.Evaluation::heldOutLoss)
                .toList();
        int last = losses.size() - plateau.evaluations();
        if (last < 1) {
            return;
        }
        double before = Collections.min(losses.subList(0, last));
        if (Collections.min(losses.subList(last, losses.size())) > before - plateau.improvement()) {
            List<Leg> ending = course.endingFrom(place.step(), elapsed());
            decisions.add(ending);
            ending.forEach(course::add);
            console.line(
                    "course",
                    "step %,d: no evaluation of the last %d is %s below the best before, %.4f; the run ends with step %,d",
                    place.step(),
                    plateau.evaluations(),
                    plateau.improvement(),
                    before,
                    course.steps().orElseThrow());
        }
    }

    /** Scores the weights as they are after so many steps, and keeps the score in the metrics; once for a step. */
    Scores score(long step) throws IOException, InterruptedException {
        if (lastScore.isEmpty()) {
            HeldOutFigures own = heldOut.figures(learner, heldOut.own());
            boolean best = metrics.evaluations().stream().allMatch(line -> own.loss() < line.heldOutLoss());
            if (!Double.isFinite(own.loss())) {
                throw diverged(step, "a finite held-out loss", "" + own.loss());
            }
            Map<String, HeldOutFigures> sets = heldOut.figures(learner, heldOut.sets());
            metrics.add(HeldOut.line(step, own, sets));
            tell(String.format(Locale.ROOT, "step %,d ", step), own);
            sets.forEach((name, figures) -> tell(name + ":", figures));
            outputs.samples().write(step);
            outputs.report().write();
            if (best && recipe.keepBest().orElse(false)) {
                Place reached = place;
                Map<String, float[]> weights = learner.modelWeights();
                writer.submit(() -> outputs.best().write(weights, reached));
            }
            lastScore = Optional.of(new Scores(own, sets));
        }
        return lastScore.get();
    }

    /** How the model stands on the run's held-out text, and on the named sets. */
    record Scores(HeldOutFigures own, Map<String, HeldOutFigures> sets) {}

    /** A line about a text. */
    void tell(String what, HeldOutFigures figures) {
        console.line(
                "held out",
                "%s loss %.4f  accuracy %.2f %%  %.4f bits a byte",
                what,
                figures.loss(),
                100 * figures.accuracy(),
                figures.bitsPerByte());
    }

    private void log(TrainingStep.Outcome outcome) throws IOException {
        long unlogged = (place.step() - 1) % recipe.logEvery() + 1;
        MetricsLog.Step line = new MetricsLog.Step(
                place.step(),
                place.tokens(),
                place.unloggedLoss() / unlogged,
                learner.learningRate(course.place(place.step() - 1)),
                outcome.gradientNorm(),
                speed.tokens / speed.seconds,
                speed.flops / speed.seconds / peakFlops,
                speed.waited / speed.seconds,
                1 - (double) speed.tokens / speed.places,
                Memory.rssMiB().isPresent() ? Memory.rssMiB().getAsLong() : null,
                outcome.gradientNorms().byPart());
        metrics.add(line);
        console.line(
                "training",
                "step %,d%s  loss %.4f  rate %.2e  %,.0f tokens/s  %.0f %% of peak  waits %.1f %%  padding %.1f %%%s  %s left",
                place.step(),
                course.steps().isPresent()
                        ? String.format(Locale.ROOT, "/%,d", course.steps().getAsLong())
                        : "",
                line.loss(),
                line.learningRate(),
                line.tokensPerSecond(),
                100 * line.modelFlopsUtilization(),
                100 * line.dataWaitShare(),
                100 * line.paddingShare(),
                line.residentMiB() == null ? "" : String.format(Locale.ROOT, "  %,d MiB", line.residentMiB()),
                Console.clock(secondsLeft()));
        speed = new Speed();
        place = place.step() % recipe.logEvery() == 0 ? place.logged() : place;
    }

    private double secondsLeft() {
        return recipe.durationSeconds().isPresent()
                ? Math.max(0, recipe.durationSeconds().getAsDouble() - elapsed())
                : (course.steps().orElseThrow() - place.step()) * speed.seconds / speed.steps;
    }

    private void requireUsable(TrainingStep.Outcome outcome) throws DataException, LossSpike {
        boolean finite = Double.isFinite(outcome.loss()) && Double.isFinite(outcome.gradientNorm());
        String got = "loss " + outcome.loss() + ", gradient norm " + outcome.gradientNorm();
        if (recipe.spikes().isEmpty()) {
            if (!finite) {
                throw diverged(place.step() + 1, "a finite loss and gradient", got);
            }
            return;
        }
        double most = place.step() < SETTLED
                ? Double.MAX_VALUE
                : place.meanLoss() + recipe.spikes().get().above();
        if (!finite || outcome.loss() > most) {
            String expected = finite ? String.format(Locale.ROOT, "a loss of at most %.4f", most) : "finite numbers";
            throw new LossSpike(place.step(), "expected " + expected + ", got " + got, elapsed());
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
