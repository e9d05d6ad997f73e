package dev.cloze.trainer.optim;

import dev.cloze.trainer.recipe.OptimizerRecipe;
import java.util.List;
import java.util.stream.Collectors;

/**
 * AdamW with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2), by the engine's fused operation. Its
 * state is a first and a second moment for each parameter.
 */
final class AdamW {
    private AdamW() {}

    /** Statements that update the parameters of these indices; {@code step} counts from 1, {@code rate} is a scalar. */
    static List<String> update(OptimizerRecipe recipe, List<Integer> parameters, double weightDecay) {
        if (parameters.isEmpty()) {
            return List.of();
        }
        return List.of(String.join(
                ", ",
                "torch._fused_adamw_(" + pick("weights", parameters),
                pick("gradients", parameters),
                pick("first_moments", parameters),
                pick("second_moments", parameters),
                "annotate(List[Tensor], [])",
                parameters.stream().map(i -> "step").collect(Collectors.joining(", ", "[", "]")),
                "lr=rate",
                "beta1=" + recipe.beta1(),
                "beta2=" + recipe.beta2(),
                "weight_decay=" + weightDecay,
                "eps=" + recipe.epsilon(),
                "amsgrad=False",
                "maximize=False)"));
    }

    static String pick(String list, List<Integer> indices) {
        return indices.stream().map(i -> list + "[" + i + "]").collect(Collectors.joining(", ", "[", "]"));
    }
}
