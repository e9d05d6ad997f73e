package dev.cloze.trainer.optim;

import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.core.torch.NativeArgument;
import dev.cloze.core.torch.NativeArray;
import dev.cloze.core.torch.NativeArrayList;
import dev.cloze.core.torch.Products;
import dev.cloze.core.torch.Program;
import dev.cloze.core.torch.Program.Mode;
import dev.cloze.core.torch.Scope;
import dev.cloze.core.torch.ScriptMethod;
import dev.cloze.core.torch.ScriptMethod.Argument;
import dev.cloze.core.torch.Weights;
import dev.cloze.trainer.optim.ParameterGroups.Group;
import dev.cloze.trainer.optim.ParameterGroups.StateList;
import dev.cloze.trainer.recipe.OptimizerRecipe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** The optimiser of a run: its script, and its state of one or two arrays for each parameter. */
public final class Optimizer implements AutoCloseable {
    private final Program program;
    private final Weights weights;
    private final OptimizerRecipe recipe;
    private final List<NativeArrayList> state;

    private Optimizer(Program program, Weights weights, OptimizerRecipe recipe, List<NativeArrayList> state) {
        this.program = program;
        this.recipe = recipe;
        this.weights = weights;
        this.state = state;
    }

    /** An optimiser with fresh state. */
    public static Optimizer create(Scope run, Weights weights, OptimizerRecipe recipe) {
        return create(run, weights, recipe, (name, spec) -> run.zeros(spec.sizes()));
    }

    /** An optimiser that goes on with the state of a checkpoint, as {@link #state} gave it. */
    public static Optimizer restore(Scope run, Weights weights, OptimizerRecipe recipe, Map<String, float[]> state) {
        return create(run, weights, recipe, (name, spec) -> run.floats(state.get(name), spec.sizes()));
    }

    private static Optimizer create(
            Scope run,
            Weights weights,
            OptimizerRecipe recipe,
            BiFunction<String, ParameterSpec, NativeArray> initial) {
        List<ParameterSpec> specs = weights.specs();
        List<NativeArrayList> state = new ArrayList<>();
        for (StateList list : ParameterGroups.of(specs, recipe).state()) {
            List<NativeArray> arrays = list.parameters().stream()
                    .map(specs::get)
                    .map(spec -> initial.apply(list.name() + "." + spec.name(), spec))
                    .toList();
            state.add(new NativeArrayList(list.name(), arrays));
        }
        Program program = Program.load(run, List.of(update(recipe, specs, run.device()), accumulate(), multiply()));
        return new Optimizer(program, weights, recipe, state);
    }

    /**
     * The names and sizes of the state's arrays, in their order.
     *
     * @throws dev.cloze.tokenizer.UsageException if a rule of the recipe is left without parameters
     */
    public static Map<String, ParameterSpec> stateNames(OptimizerRecipe recipe, List<ParameterSpec> specs) {
        Map<String, ParameterSpec> names = new LinkedHashMap<>();
        for (StateList list : ParameterGroups.of(specs, recipe).state()) {
            list.parameters()
                    .forEach(i -> names.put(list.name() + "." + specs.get(i).name(), specs.get(i)));
        }
        return names;
    }

    /** The script of one update: clip by global norm (Pascanu et al. 2013), then each group by its rule. */
    public static ScriptMethod update(OptimizerRecipe recipe, List<ParameterSpec> specs, ComputeDevice device) {
        ParameterGroups groups = ParameterGroups.of(specs, recipe);
        List<String> body = new ArrayList<>(List.of(
                "norms = torch.stack(torch._foreach_norm(gradients))",
                "norm = torch.linalg_vector_norm(norms)",
                "torch._foreach_mul_(gradients, torch.clamp_max(torch.div(" + recipe.gradientNormLimit()
                        + ", torch.add(norm, 1.0e-6)), 1.0))",
                "step, rate, muon_rate, first_correction, second_correction, = torch.unbind(numbers)"));
        for (Group group : groups.groups()) {
            body.addAll(
                    switch (group.optimizer()) {
                        case ADAMW -> AdamW.update(recipe, group);
                        case STABLE_ADAMW -> StableAdamW.update(recipe, group);
                        case LAMB -> Lamb.update(recipe, group);
                        case MUON -> Muon.update(recipe, specs, group, Products.withoutGradient(device));
                    });
        }
        body.add("return [norm, norms]");
        List<Argument> arguments = new ArrayList<>(
                List.of(Argument.array("numbers"), Argument.list("weights"), Argument.list("gradients")));
        groups.state().forEach(list -> arguments.add(Argument.list(list.name())));
        return new ScriptMethod("update", arguments, body);
    }

    private static ScriptMethod accumulate() {
        return new ScriptMethod(
                "accumulate",
                List.of(Argument.array("unused"), Argument.list("gradients"), Argument.list("more")),
                List.of("torch._foreach_add_(gradients, more)", "return [unused]"));
    }

    private static ScriptMethod multiply() {
        return new ScriptMethod(
                "multiply",
                List.of(Argument.array("factor"), Argument.list("gradients")),
                List.of(
                        "torch._foreach_mul_(gradients, factor)",
                        "return [torch.linalg_vector_norm(torch.stack(torch._foreach_norm(gradients)))]"));
    }

    /** Multiplies gradients in place; whether all of them are finite. */
    public boolean multiply(Scope step, NativeArrayList gradients, double factor) {
        List<NativeArray> norm = program.call("multiply", Mode.TRAINING, step, step.scalar(factor), gradients);
        return Float.isFinite(norm.get(0).toFloat());
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
     * @param rate the learning rate of all but Muon
     * @param muonRate the learning rate of Muon
     * @return the norms of the gradients before clipping
     */
    public GradientNorms update(Scope step, long number, double rate, double muonRate, NativeArrayList gradients) {
        float[] numbers = {
            number,
            (float) rate,
            (float) muonRate,
            (float) (1 - Math.pow(recipe.beta1(), (double) number)),
            (float) (1 - Math.pow(recipe.beta2(), (double) number))
        };
        List<NativeArgument> arguments =
                new ArrayList<>(List.of(step.floats(numbers, numbers.length), weights.arrays(), gradients));
        arguments.addAll(state);
        List<NativeArray> norms = program.call("update", Mode.TRAINING, step, arguments.toArray(NativeArgument[]::new));
        return GradientNorms.of(
                norms.get(0).toFloat(), weights.specs(), norms.get(1).toFloats());
    }

    /** A copy of the state by name. */
    public Map<String, float[]> state() {
        Map<String, float[]> copy = new LinkedHashMap<>();
        List<String> names = List.copyOf(stateNames(recipe, weights.specs()).keySet());
        int i = 0;
        for (NativeArrayList list : state) {
            for (NativeArray array : list.arrays()) {
                copy.put(names.get(i++), array.toFloats());
            }
        }
        return copy;
    }

    @Override
    public void close() {
        program.close();
    }
}
