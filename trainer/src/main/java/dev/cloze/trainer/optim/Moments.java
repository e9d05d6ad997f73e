package dev.cloze.trainer.optim;

import dev.cloze.trainer.optim.ParameterGroups.Group;
import dev.cloze.trainer.recipe.OptimizerRecipe;
import java.util.List;

/** The moments of Adam (Kingma and Ba 2015, algorithm 1), for optimisers that the engine has no fused operation for. */
final class Moments {
    private Moments() {}

    /**
     * Statements that renew the moments of the group's parameter at a place, and leave {@code mean} and {@code square}:
     * both corrected for having begun at zero. They write to elements of the method's own arguments, which the engine
     * never takes for an operation without effect.
     */
    static List<String> update(OptimizerRecipe recipe, Group group, int place) {
        String gradient = "gradients[" + group.parameters().get(place) + "]";
        String first = group.state().get(0).name() + "[" + place + "]";
        String second = group.state().get(1).name() + "[" + place + "]";
        return List.of(
                "first = torch.lerp_(" + first + ", " + gradient + ", " + (1 - recipe.beta1()) + ")",
                "second = torch.addcmul_(torch.mul_(" + second + ", " + recipe.beta2() + "), " + gradient + ", "
                        + gradient + ", value=" + (1 - recipe.beta2()) + ")",
                "mean = torch.div(first, first_correction)",
                "square = torch.div(second, second_correction)");
    }
}
