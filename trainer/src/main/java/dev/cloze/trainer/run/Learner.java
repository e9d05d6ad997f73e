package dev.cloze.trainer.run;

import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.core.torch.Scope;
import dev.cloze.core.torch.Weights;
import dev.cloze.trainer.batch.MaskedBatch;
import dev.cloze.trainer.batch.StepBatch;
import dev.cloze.trainer.checkpoint.Checkpoint;
import dev.cloze.trainer.evaluate.HeldOutEvaluation;
import dev.cloze.trainer.evaluate.HeldOutEvaluation.Score;
import dev.cloze.trainer.evaluate.HeldOutSet;
import dev.cloze.trainer.evaluate.MaskFilling;
import dev.cloze.trainer.optim.Optimizer;
import dev.cloze.trainer.optim.WeightAverage;
import dev.cloze.trainer.recipe.Recipe;
import dev.cloze.trainer.step.LossScale;
import dev.cloze.trainer.step.TrainingStep;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** What lives in the engine during a run: weights, their average, optimiser state, and the programs that train and evaluate them. */
final class Learner implements AutoCloseable {
    private final Scope run;
    private final Weights weights;
    private final Optimizer optimizer;
    private final Optional<WeightAverage> average;
    private final Optional<LossScale> lossScale;
    private final TrainingStep step;
    private final HeldOutEvaluation evaluation;
    private final MaskFilling filling;

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
        average = recipe.training()
                .averaging()
                .map(averaging -> checkpoint
                        .map(from -> WeightAverage.restore(run, weights, averaging, from.optimizer()))
                        .orElseGet(() -> WeightAverage.create(run, weights, averaging)));
        lossScale = LossScale.of(recipe, checkpoint.map(Checkpoint::optimizer));
        step = new TrainingStep(run, model, weights, optimizer, recipe, lossScale);
        evaluation = new HeldOutEvaluation(run, model, recipe.training().kernel());
        filling = new MaskFilling(run, model, recipe.training().kernel());
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

    /**
     * Makes the update of this number, counted from 0; empty if it was given up because of {@code stop}.
     *
     * @param place where it stands among the recipe's steps
     */
    Optional<TrainingStep.Outcome> learn(long number, double place, StepBatch batch, BooleanSupplier stop) {
        Optional<TrainingStep.Outcome> outcome = step.run(number, place, batch, stop);
        if (outcome.isPresent() && average.isPresent()) {
            try (Scope scope = run.child()) {
                average.get().renew(scope, number + 1);
            }
        }
        return outcome;
    }

    double learningRate(double place) {
        return step.learningRate(place);
    }

    long flops(StepBatch batch) {
        return step.flops(batch);
    }

    Score score(HeldOutSet questions) {
        return evaluation.score(run, evaluated(), questions.batches());
    }

    /** What the model would put in the masked places of a batch, for each the most probable tokens. */
    List<List<MaskFilling.Candidate>> fill(MaskedBatch batch, int most) {
        return filling.fill(run, evaluated(), batch, most);
    }

    /** A copy by name of the weights that are evaluated and become the model: their average, if there is one. */
    Map<String, float[]> modelWeights() {
        return evaluated().values();
    }

    private Weights evaluated() {
        return average.map(WeightAverage::weights).orElse(weights);
    }

    Checkpoint checkpoint(Checkpoint.Place place) {
        Map<String, float[]> state = optimizer.state();
        average.ifPresent(kept -> state.putAll(kept.state()));
        lossScale.ifPresent(kept -> state.putAll(kept.state()));
        return new Checkpoint(place, weights.values(), state);
    }

    /** The names and sizes of what a checkpoint holds beside the weights. */
    static Map<String, ParameterSpec> stateNames(Recipe recipe, List<ParameterSpec> specs) {
        Map<String, ParameterSpec> names = Optimizer.stateNames(recipe.optimizer(), specs);
        if (recipe.training().averaging().isPresent()) {
            names.putAll(WeightAverage.stateNames(specs));
        }
        names.putAll(LossScale.stateNames(recipe));
        return names;
    }

    @Override
    public void close() {
        evaluation.close();
        filling.close();
        step.close();
        average.ifPresent(WeightAverage::close);
        optimizer.close();
        run.close();
    }
}
