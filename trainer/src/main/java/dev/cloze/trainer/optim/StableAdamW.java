package dev.cloze.trainer.optim;

import dev.cloze.trainer.optim.ParameterGroups.Group;
import dev.cloze.trainer.recipe.OptimizerRecipe;
import java.util.ArrayList;
import java.util.List;

/**
 * StableAdamW (Wortsman et al. 2023, algorithm 2): AdamW whose rate, decay included, is divided for each tensor by the
 * root mean square of its gradient over its second moment, where that is above 1 (update clipping, Shazeer and Stern
 * 2018, section 5). Its state is AdamW's.
 */
final class StableAdamW {
    private StableAdamW() {}

    /** Statements that update a group of parameters; {@code rate} and the corrections of the moments are scalars. */
    static List<String> update(OptimizerRecipe recipe, Group group) {
        String least = String.valueOf(recipe.epsilon() * recipe.epsilon());
        List<String> lines = new ArrayList<>();
        for (int place = 0; place < group.parameters().size(); place++) {
            int i = group.parameters().get(place);
            lines.addAll(Moments.update(recipe, group, place));
            lines.add("excess = torch.div(torch.mul(gradients[" + i + "], gradients[" + i
                    + "]), torch.clamp_min(square, " + least + "))");
            lines.add(
                    "own_rate = torch.div(" + group.rate() + ", torch.clamp_min(torch.sqrt(torch.mean(excess)), 1.))");
            lines.add("change = torch.div(mean, torch.add(torch.sqrt(square), " + recipe.epsilon() + "))");
            lines.add("keep = torch.sub(1., torch.mul(own_rate, " + group.weightDecay() + "))");
            lines.add("_w" + i + " = torch.sub_(torch.mul_(weights[" + i + "], keep), torch.mul(change, own_rate))");
        }
        return lines;
    }
}
