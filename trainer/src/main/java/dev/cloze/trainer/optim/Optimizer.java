package dev.cloze.trainer.optim;

import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.core.torch.NativeArray;
import dev.cloze.core.torch.NativeArrayList;
import dev.cloze.core.torch.Program;
import dev.cloze.core.torch.Program.Mode;
import dev.cloze.core.torch.Scope;
import dev.cloze.core.torch.ScriptMethod;
import dev.cloze.core.torch.ScriptMethod.Argument;
import dev.cloze.core.torch.Weights;
import dev.cloze.trainer.recipe.OptimizerRecipe;
import java.util.ArrayList;
import java.util.List;

/**
 * The optimiser of a run: its script and its state. The state is two moments for each parameter; Muon's matrices use
 * the first for their momentum and hold one number in the second.
 */
public final class Optimizer implements AutoCloseable {
    private final Program program;
    private final Weights weights;
    private final NativeArrayList firstMoments;
    private final NativeArrayList secondMoments;

    private Optimizer(Program program, Weights weights, NativeArrayList firstMoments, NativeArrayList secondMoments) {
        this.program = program;
        this.weights = weights;
        this.firstMoments = firstMoments;
        this.secondMoments = secondMoments;
    }

    /** The moments of every parameter, as a checkpoint keeps them. */
    public record State(List<float[]> firstMoments, List<float[]> secondMoments) {}

    /** An optimiser with fresh state. */
    public static Optimizer create(Scope run, Weights weights, OptimizerRecipe recipe) {
        List<NativeArray> first = new ArrayList<>();
        List<NativeArray> second = new ArrayList<>();
        ParameterGroups groups = ParameterGroups.of(weights.specs(), recipe.kind());
        for (int i = 0; i < weights.specs().size(); i++) {
            first.add(run.zeros(weights.specs().get(i).sizes()));
            second.add(run.zeros(secondSizes(weights, groups, i)));
        }
        return create(run, weights, recipe, first, second);
    }

    /** An optimiser that goes on with the state of a checkpoint. */
    public static Optimizer restore(Scope run, Weights weights, OptimizerRecipe recipe, State state) {
        List<NativeArray> first = new ArrayList<>();
        List<NativeArray> second = new ArrayList<>();
        ParameterGroups groups = ParameterGroups.of(weights.specs(), recipe.kind());
        for (int i = 0; i < weights.specs().size(); i++) {
            first.add(run.floats(
                    state.firstMoments().get(i), weights.specs().get(i).sizes()));
            second.add(run.floats(state.secondMoments().get(i), secondSizes(weights, groups, i)));
        }
        return create(run, weights, recipe, first, second);
    }

    private static long[] secondSizes(Weights weights, ParameterGroups groups, int parameter) {
        return groups.muon().contains(parameter)
                ? new long[] {1}
                : weights.specs().get(parameter).sizes();
    }

    private static Optimizer create(
            Scope run, Weights weights, OptimizerRecipe recipe, List<NativeArray> first, List<NativeArray> second) {
        return new Optimizer(
                Program.load(run, List.of(update(recipe, weights.specs()), accumulate())),
                weights,
                new NativeArrayList("first_moments", first),
                new NativeArrayList("second_moments", second));
    }

    /** The script of one update: clip by global norm (Pascanu et al. 2013), then each group by its rule. */
    public static ScriptMethod update(OptimizerRecipe recipe, List<ParameterSpec> specs) {
        ParameterGroups groups = ParameterGroups.of(specs, recipe.kind());
        List<String> body = new ArrayList<>(List.of(
                "norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(gradients)))",
                "torch._foreach_mul_(gradients, torch.clamp_max(torch.div(" + recipe.gradientNormLimit()
                        + ", torch.add(norm, 1.0e-6)), 1.0))",
                "step, rate, muon_rate, = torch.unbind(numbers)"));
        body.addAll(AdamW.update(recipe, groups.decayed(), recipe.weightDecay()));
        body.addAll(AdamW.update(recipe, groups.undecayed(), 0));
        body.addAll(Muon.update(recipe, specs, groups.muon()));
        body.add("return [norm]");
        return new ScriptMethod(
                "update",
                List.of(
                        Argument.array("numbers"),
                        Argument.list("weights"),
                        Argument.list("gradients"),
                        Argument.list("first_moments"),
                        Argument.list("second_moments")),
                body);
    }

    private static ScriptMethod accumulate() {
        return new ScriptMethod(
                "accumulate",
                List.of(Argument.array("unused"), Argument.list("gradients"), Argument.list("more")),
                List.of("torch._foreach_add_(gradients, more)", "return [unused]"));
    }

    /** Adds the gradients of another micro-batch, in place. */
    public void accumulate(Scope step, NativeArrayList gradients, List<NativeArray> more) {
        program.call("accumulate", Mode.TRAINING, step, step.scalar(0), gradients, new NativeArrayList("more", more));
    }

    /**
     * Updates the weights.
     *
     * @param step the owner of what the update needs for its time
     * @param number of the update, from 1
     * @param rate the learning rate of AdamW
     * @param muonRate the learning rate of Muon
     * @return the global norm of the gradients before clipping
     */
    public double update(Scope step, long number, double rate, double muonRate, NativeArrayList gradients) {
        NativeArray numbers = step.floats(new float[] {number, (float) rate, (float) muonRate}, 3);
        return program.call(
                        "update",
                        Mode.TRAINING,
                        step,
                        numbers,
                        weights.arrays(),
                        gradients,
                        firstMoments,
                        secondMoments)
                .get(0)
                .toFloat();
    }

    /** A copy of the state. */
    public State state() {
        return new State(floats(firstMoments), floats(secondMoments));
    }

    private static List<float[]> floats(NativeArrayList list) {
        return list.arrays().stream().map(NativeArray::toFloats).toList();
    }

    @Override
    public void close() {
        program.close();
    }
}
