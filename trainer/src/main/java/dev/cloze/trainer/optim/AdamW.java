package dev.cloze.trainer.optim;

import dev.cloze.trainer.optim.ParameterGroups.Group;
import dev.cloze.trainer.recipe.OptimizerRecipe;
import java.util.List;
import java.util.stream.Collectors;

/**
 * AdamW with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2), by the engine's fused operation. Its
 * state is a first and a second moment for each parameter.
 */
final class AdamW {
    private AdamW() {}

    /**
     * Statements that update a group of parameters; {@code step}, which counts from 1, and {@code rate} are scalars. The moments
     * must be lists among the method's arguments: with lists made in the script alone, the engine takes the operation
     * for one without effect and drops it.
     */
    static List<String> update(OptimizerRecipe recipe, Group group) {
        String steps = group.parameters().stream().map(i -> "step").collect(Collectors.joining(", ", "[", "]"));
        return List.of(String.join(
                ", ",
                "torch._fused_adamw_(" + pick("weights", group.parameters()),
                pick("gradients", group.parameters()),
                group.state().get(0).name(),
                group.state().get(1).name(),
                "annotate(List[Tensor], [])",
                steps,
                "lr=" + group.rate(),
                "beta1=" + recipe.beta1(),
                "beta2=" + recipe.beta2(),
                "weight_decay=" + group.weightDecay(),
                "eps=" + recipe.epsilon(),
                "amsgrad=False",
                "maximize=False)"));
    }

    static String pick(String list, List<Integer> indices) {
        return indices.stream().map(i -> list + "[" + i + "]").collect(Collectors.joining(", ", "[", "]"));
    }
}
