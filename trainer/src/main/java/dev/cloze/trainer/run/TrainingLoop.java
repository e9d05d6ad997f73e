package dev.cloze.trainer.run;

import dev.cloze.core.torch.Scope;
import dev.cloze.core.torch.Weights;
import dev.cloze.tokenizer.DataException;
import dev.cloze.trainer.batch.BatchLoader;
import dev.cloze.trainer.batch.StepBatch;
import dev.cloze.trainer.batch.TrainingRows;
import dev.cloze.trainer.checkpoint.Checkpoint;
import dev.cloze.trainer.checkpoint.CheckpointFolder;
import dev.cloze.trainer.evaluate.HeldOutEvaluation;
import dev.cloze.trainer.evaluate.HeldOutEvaluation.Score;
import dev.cloze.trainer.evaluate.HeldOutSet;
import dev.cloze.trainer.observe.Console;
import dev.cloze.trainer.observe.MetricsLog;
import dev.cloze.trainer.optim.Optimizer;
import dev.cloze.trainer.recipe.TrainingRecipe;
import java.io.IOException;

/** The steps of a run, from where it stands to its end, with metrics, evaluations and checkpoints on their way. */
final class TrainingLoop {
    private final Scope run;
    private final Weights weights;
    private final Optimizer optimizer;
    private final TrainingStep trainingStep;
    private final HeldOutEvaluation evaluation;
    private final HeldOutSet questions;
    private final CheckpointFolder checkpoints;
    private final TrainingRecipe recipe;
    private final MetricsLog metrics;
    private final Console console;
    private final double peakFlops;

    TrainingLoop(
            Scope run,
            Weights weights,
            Optimizer optimizer,
            TrainingStep trainingStep,
            HeldOutEvaluation evaluation,
            HeldOutSet questions,
            CheckpointFolder checkpoints,
            TrainingRecipe recipe,
            MetricsLog metrics,
            Console console,
            double peakFlops) {
        this.run = run;
        this.weights = weights;
        this.optimizer = optimizer;
        this.trainingStep = trainingStep;
        this.evaluation = evaluation;
        this.questions = questions;
        this.checkpoints = checkpoints;
        this.recipe = recipe;
        this.metrics = metrics;
        this.console = console;
        this.peakFlops = peakFlops;
    }

    /**
     * Where a run stands.
     *
     * @param step updates made
     * @param tokens tokens seen
     * @param seconds time spent in steps, the log's and checkpoints' apart
     */
    record Place(long step, long tokens, double seconds) {}

    /** Runs to the recipe's last step, or to {@code stopAt} if that comes first; where it then stands. */
    Place run(Place from, long stopAt, TrainingRows rows) throws IOException {
        long end = Math.min(recipe.steps(), stopAt);
        long step = from.step();
        long tokens = from.tokens();
        Interval sinceLog = new Interval();
        double seconds = from.seconds();
        try (BatchLoader loader = new BatchLoader(rows::at, step)) {
            while (step < end) {
                long start = System.nanoTime();
                StepBatch batch = loader.next();
                TrainingStep.Outcome outcome = trainingStep.run(step, batch);
                double stepSeconds = (System.nanoTime() - start) * 1e-9;
                requireFinite(step, outcome);
                sinceLog.add(batch, trainingStep.flops(batch), outcome.loss(), stepSeconds);
                seconds += stepSeconds;
                step++;
                tokens += batch.tokens();
                if (step % recipe.logEvery() == 0 || step == end) {
                    log(step, tokens, outcome, sinceLog);
                    sinceLog = new Interval();
                }
                if (step % recipe.evaluateEvery() == 0 && step < recipe.steps()) {
                    evaluate(step);
                }
                if (step % recipe.checkpointEvery() == 0 || step == end) {
                    checkpoint(new Place(step, tokens, seconds));
                }
            }
        }
        return new Place(step, tokens, seconds);
    }

    /** Scores the weights as they are, and keeps the score in the metrics. */
    Score evaluate(long step) throws IOException {
        Score score = evaluation.score(run, weights, questions.batches());
        metrics.add(new MetricsLog.Evaluation(step, score.heldOutLoss(), score.heldOutAccuracy()));
        console.line(
                "held out",
                "step %,d  loss %.4f  accuracy %.2f %%",
                step,
                score.heldOutLoss(),
                100 * score.heldOutAccuracy());
        return score;
    }

    private void log(long step, long tokens, TrainingStep.Outcome outcome, Interval interval) throws IOException {
        MetricsLog.Step line = new MetricsLog.Step(
                step,
                tokens,
                interval.loss / interval.steps,
                trainingStep.learningRate(step - 1),
                outcome.gradientNorm(),
                interval.tokensPerSecond(),
                interval.utilization());
        metrics.add(line);
        double left = (recipe.steps() - step) * interval.seconds / interval.steps;
        console.line(
                "training",
                "step %,d/%,d  loss %.4f  rate %.2e  %,.0f tokens/s  %.0f %% of peak  %s left",
                step,
                recipe.steps(),
                line.loss(),
                line.learningRate(),
                line.tokensPerSecond(),
                100 * line.modelFlopsUtilization(),
                Console.clock(left));
    }

    private void checkpoint(Place place) throws IOException {
        checkpoints.write(
                new Checkpoint(place.step(), place.tokens(), place.seconds(), weights.values(), optimizer.state()),
                recipe.checkpointsKept());
    }

    private static void requireFinite(long step, TrainingStep.Outcome outcome) throws DataException {
        if (!Double.isFinite(outcome.loss()) || !Double.isFinite(outcome.gradientNorm())) {
            throw new DataException(
                    "step " + (step + 1),
                    "a finite loss and gradient",
                    "loss " + outcome.loss() + ", gradient norm " + outcome.gradientNorm()
                            + "; the last checkpoint stands, a lower learning rate may help");
        }
    }

    /** Sums over some steps. */
    private final class Interval {
        private long steps;
        private long tokens;
        private double flops;
        private double loss;
        private double seconds;

        void add(StepBatch batch, long stepFlops, double stepLoss, double stepSeconds) {
            steps++;
            tokens += batch.tokens();
            flops += stepFlops;
            loss += stepLoss;
            seconds += stepSeconds;
        }

        double tokensPerSecond() {
            return tokens / seconds;
        }

        double utilization() {
            return flops / seconds / peakFlops;
        }
    }
}
