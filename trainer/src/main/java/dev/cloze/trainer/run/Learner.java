package dev.cloze.trainer.run;

import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.core.torch.Scope;
import dev.cloze.core.torch.Weights;
import dev.cloze.trainer.batch.StepBatch;
import dev.cloze.trainer.checkpoint.Checkpoint;
import dev.cloze.trainer.evaluate.HeldOutEvaluation;
import dev.cloze.trainer.evaluate.HeldOutEvaluation.Score;
import dev.cloze.trainer.evaluate.HeldOutSet;
import dev.cloze.trainer.optim.Optimizer;
import dev.cloze.trainer.recipe.Recipe;
import dev.cloze.trainer.step.TrainingStep;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** What lives in the engine during a run: weights, optimiser state, and the programs that train and evaluate them. */
final class Learner implements AutoCloseable {
    private final Scope run;
    private final Weights weights;
    private final Optimizer optimizer;
    private final TrainingStep step;
    private final HeldOutEvaluation evaluation;

    private Learner(
            Scope run,
            MaskedLanguageModel model,
            Recipe recipe,
            Optional<Map<String, float[]>> start,
            Optional<Checkpoint> checkpoint) {
        this.run = run;
        weights = checkpoint
                .map(Checkpoint::weights)
                .or(() -> start)
                .map(values -> Weights.of(run, model.parameters(), values))
                .orElseGet(() -> Weights.initial(run, model.parameters(), recipe.seed()));
        optimizer = checkpoint
                .map(from -> Optimizer.restore(run, weights, recipe.optimizer(), from.optimizer()))
                .orElseGet(() -> Optimizer.create(run, weights, recipe.optimizer()));
        step = new TrainingStep(run, model, weights, optimizer, recipe);
        evaluation = new HeldOutEvaluation(run, model, recipe.training().attention());
    }

    /** A learner that goes on from a checkpoint; without one, from the weights to start with; else with fresh ones. */
    static Learner open(
            ComputeDevice device,
            MaskedLanguageModel model,
            Recipe recipe,
            Optional<Map<String, float[]>> start,
            Optional<Checkpoint> checkpoint) {
        Scope run = Scope.open(device);
        try {
            return new Learner(run, model, recipe, start, checkpoint);
        } catch (RuntimeException e) {
            run.close(); // and with it all that was made in it
            throw e;
        }
    }

    /** Makes the update of this number, counted from 0; empty if it was given up because of {@code stop}. */
    Optional<TrainingStep.Outcome> learn(long number, StepBatch batch, BooleanSupplier stop) {
        return step.run(number, batch, stop);
    }

    double learningRate(long number) {
        return step.learningRate(number);
    }

    long flops(StepBatch batch) {
        return step.flops(batch);
    }

    Score score(HeldOutSet questions) {
        return evaluation.score(run, weights, questions.batches());
    }

    /** A copy of the weights by name. */
    Map<String, float[]> weights() {
        return weights.values();
    }

    Checkpoint checkpoint(Checkpoint.Place place) {
        return new Checkpoint(place, weights.values(), optimizer.state());
    }

    @Override
    public void close() {
        evaluation.close();
        step.close();
        optimizer.close();
        run.close();
    }
}
