package dev.cloze.trainer.step;

import dev.cloze.core.graph.Flops;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.torch.ActivationCheckpointing;
import dev.cloze.core.torch.Arithmetic;
import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.core.torch.NativeArgument;
import dev.cloze.core.torch.NativeArray;
import dev.cloze.core.torch.NativeArrayList;
import dev.cloze.core.torch.Program;
import dev.cloze.core.torch.Program.Mode;
import dev.cloze.core.torch.Scope;
import dev.cloze.core.torch.ScriptMethod;
import dev.cloze.core.torch.ScriptWriter;
import dev.cloze.core.torch.TorchEngine;
import dev.cloze.core.torch.Weights;
import dev.cloze.trainer.batch.MaskedBatch;
import dev.cloze.trainer.batch.StepBatch;
import dev.cloze.trainer.objective.SplitMix;
import dev.cloze.trainer.optim.GradientNorms;
import dev.cloze.trainer.optim.Optimizer;
import dev.cloze.trainer.recipe.Recipe;
import dev.cloze.trainer.schedule.Schedule;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** One update of the weights: forward and backward for each micro-batch, then the optimiser. */
public final class TrainingStep implements AutoCloseable {
    private final Scope run;
    private final MaskedLanguageModel model;
    private final Weights weights;
    private final Optimizer optimizer;
    private final Program program;
    private final Recipe recipe;
    private final Schedule schedule;
    private final Optional<LossScale> lossScale;

    /** Steps of a run; {@code lossScale} is there if the recipe's precision needs one. */
    public TrainingStep(
            Scope run,
            MaskedLanguageModel model,
            Weights weights,
            Optimizer optimizer,
            Recipe recipe,
            Optional<LossScale> lossScale) {
        this.run = run;
        this.model = model;
        this.weights = weights;
        this.optimizer = optimizer;
        this.recipe = recipe;
        this.lossScale = lossScale;
        program = Program.load(run, List.of(gradients(model, recipe, run.device())));
        schedule = Schedule.of(recipe.training());
    }

    /** The script of forward and backward pass of one micro-batch. */
    public static ScriptMethod gradients(MaskedLanguageModel model, Recipe recipe, ComputeDevice device) {
        ScriptWriter writer = new ScriptWriter(model.graph(), recipe.training().kernel(), arithmetic(recipe, device));
        ActivationCheckpointing checkpointing =
                recipe.training().activationCheckpointing().orElse(ActivationCheckpointing.NONE);
        return checkpointing.gradients(writer, "gradients", model.loss());
    }

    /** How a step computes products on a device; a recipe may leave the precision to it. */
    public static Arithmetic arithmetic(Recipe recipe, ComputeDevice device) {
        return Arithmetic.of(
                device, recipe.training().precisionChoice().precision().orElseGet(device::fastestPrecision));
    }

    /** What a step came to: the mean loss of its masked tokens, and the gradients' norms before clipping. */
    public record Outcome(double loss, GradientNorms gradientNorms) {
        /** The global norm. */
        public double gradientNorm() {
            return gradientNorms.all();
        }
    }

    /** The learning rate of AdamW at a step of the recipe, counted from 0, or between two. */
    public double learningRate(double place) {
        return recipe.optimizer().learningRate() * schedule.factor(place);
    }

    /**
     * Runs the step of this number, counted from 0.
     *
     * @param place where it stands among the recipe's steps, which gives its learning rate
     * @param stop asked between two micro-batches
     * @return empty if the step was given up because of {@code stop}; the weights are as before
     */
    public Optional<Outcome> run(long step, double place, StepBatch batch, BooleanSupplier stop) {
        while (true) {
            try (Scope scope = run.child()) {
                Optional<Gradients> found = gradients(scope, step, batch, stop);
                if (found.isEmpty()) {
                    return Optional.empty();
                }
                Gradients gradients = found.get();
                if (gradients.isNone()) {
                    return Optional.of(new Outcome(0, GradientNorms.NONE));
                }
                if (isUnscaled(scope, gradients)) {
                    GradientNorms norms = update(scope, step, place, gradients);
                    return Optional.of(new Outcome(gradients.loss, norms));
                }
            }
        }
    }

    /** The mean loss of a batch's masked tokens, and the gradients of its multiple by the loss scale; none without masked tokens. */
    private record Gradients(double loss, List<NativeArray> arrays) {
        boolean isNone() {
            return arrays.isEmpty();
        }

        NativeArrayList list() {
            return new NativeArrayList("gradients", arrays);
        }
    }

    /** The sums over all micro-batches; empty if {@code stop} has come between two. */
    private Optional<Gradients> gradients(Scope scope, long step, StepBatch batch, BooleanSupplier stop) {
        Gradients sum = new Gradients(0, List.of());
        for (int i = 0; i < batch.microBatches().size(); i++) {
            MaskedBatch microBatch = batch.microBatches().get(i);
            if (!sum.isNone() && stop.getAsBoolean()) {
                return Optional.empty();
            }
            if (microBatch.masked().length == 0) {
                continue; // rows of special tokens only: nothing is asked of them
            }
            seedDropout(step, i);
            Gradients more = gradients(scope, microBatch, batch.masked());
            if (sum.isNone()) {
                sum = more;
            } else {
                optimizer.accumulate(scope, sum.list(), more.arrays);
                sum = new Gradients(sum.loss + more.loss, sum.arrays);
            }
        }
        return Optional.of(sum);
    }

    private double scale() {
        return lossScale.map(LossScale::factor).orElse(1.0);
    }

    /** Divides gradients by the loss scale; false if they have overflowed and the step is to be made again with a smaller one. */
    private boolean isUnscaled(Scope scope, Gradients gradients) {
        return lossScale.isEmpty()
                || optimizer.multiply(scope, gradients.list(), 1 / scale())
                || !lossScale.get().fall();
    }

    private GradientNorms update(Scope scope, long step, double place, Gradients gradients) {
        double factor = schedule.factor(place);
        GradientNorms norms = optimizer.update(
                scope,
                step + 1,
                recipe.optimizer().learningRate() * factor,
                recipe.optimizer().muonLearningRate() * factor,
                gradients.list());
        lossScale.ifPresent(LossScale::hold);
        return norms;
    }

    /** What is dropped depends on this place alone, so that a resumed run drops the same. */
    private void seedDropout(long step, long microBatch) {
        if (model.config().dropout().drops()) {
            TorchEngine.seed(SplitMix.seed(recipe.seed(), step, microBatch));
        }
    }

    private Gradients gradients(Scope scope, MaskedBatch batch, long total) {
        List<NativeArgument> arguments = batch.arrays(scope, model.config());
        arguments.add(scope.scalar(total / scale())); // the mean times the scale
        arguments.add(weights.arrays());
        List<NativeArray> results = program.call("gradients", Mode.TRAINING, scope, arguments);
        return new Gradients(results.get(0).toFloat() / scale(), results.subList(1, results.size()));
    }

    /** The floating-point operations that the step needs, forward and backward. */
    public long flops(StepBatch batch) {
        return batch.microBatches().stream()
                .mapToLong(one -> Flops.training(
                        model.graph(),
                        List.of(model.loss()),
                        model.sizes(one.rows(), one.length(), one.masked().length),
                        one.attendedPairs()))
                .sum();
    }

    @Override
    public void close() {
        program.close();
    }
}
