package dev.cloze.trainer.optim;

import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.core.torch.NativeArray;
import dev.cloze.core.torch.Program;
import dev.cloze.core.torch.Program.Mode;
import dev.cloze.core.torch.Scope;
import dev.cloze.core.torch.ScriptMethod;
import dev.cloze.core.torch.ScriptMethod.Argument;
import dev.cloze.core.torch.Weights;
import dev.cloze.trainer.recipe.AveragingRecipe;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An exponential moving average of the weights. At the n-th renewal, counted from 1, the share
 * min(decay, (1 + n) / (10 + n)) of it stays, so that early on it forgets the initial weights sooner. The run's scope owns
 * its arrays.
 */
public final class WeightAverage implements AutoCloseable {
    private static final String LIST = "average";
    private static final String PREFIX = LIST + ".";

    private final Program program;
    private final Weights weights;
    private final Weights average;
    private final AveragingRecipe recipe;

    private WeightAverage(Scope run, Weights weights, AveragingRecipe recipe, Map<String, float[]> values) {
        this.weights = weights;
        this.recipe = recipe;
        average = Weights.of(LIST, run, weights.specs(), values);
        program = Program.load(run, List.of(renewal()));
    }

    /** An average that begins at the weights as they are. */
    public static WeightAverage create(Scope run, Weights weights, AveragingRecipe recipe) {
        return new WeightAverage(run, weights, recipe, weights.values());
    }

    /** An average that goes on with the state of a checkpoint, in which {@link #state} is. */
    public static WeightAverage restore(
            Scope run, Weights weights, AveragingRecipe recipe, Map<String, float[]> state) {
        Map<String, float[]> values = new LinkedHashMap<>();
        weights.specs().forEach(spec -> values.put(spec.name(), state.get(PREFIX + spec.name())));
        return new WeightAverage(run, weights, recipe, values);
    }

    private static ScriptMethod renewal() {
        return new ScriptMethod(
                "renew",
                List.of(Argument.array("share"), Argument.list(LIST), Argument.list("weights")),
                List.of("torch._foreach_lerp_(" + LIST + ", weights, float(share))", "return [share]"));
    }

    /** Renews the average after so many updates of the weights, if their number is one at which it is renewed. */
    public void renew(Scope step, long updates) {
        if (updates % recipe.every() == 0) {
            NativeArray share = step.scalar(1 - kept(updates / recipe.every()));
            program.call("renew", Mode.TRAINING, step, share, average.arrays(), weights.arrays());
        }
    }

    private double kept(long renewal) {
        return Math.min(recipe.decay(), (1.0 + renewal) / (10.0 + renewal));
    }

    /** The average, as weights. */
    public Weights weights() {
        return average;
    }

    /** The names and sizes of its arrays. */
    public static Map<String, ParameterSpec> stateNames(List<ParameterSpec> specs) {
        Map<String, ParameterSpec> names = new LinkedHashMap<>();
        specs.forEach(spec -> names.put(PREFIX + spec.name(), spec));
        return names;
    }

    /** A copy of it by name. */
    public Map<String, float[]> state() {
        Map<String, float[]> state = new LinkedHashMap<>();
        average.values().forEach((name, values) -> state.put(PREFIX + name, values));
        return state;
    }

    @Override
    public void close() {
        program.close();
    }
}
