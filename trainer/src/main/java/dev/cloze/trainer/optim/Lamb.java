package dev.cloze.trainer.optim;

import dev.cloze.trainer.optim.ParameterGroups.Group;
import dev.cloze.trainer.recipe.OptimizerRecipe;
import java.util.ArrayList;
import java.util.List;

/**
 * LAMB (You et al. 2020, the version of ICLR, algorithm 2): the direction of Adam with both moments corrected, plus decay
 * times weights, scaled to the norm of the tensor that it changes. Norms and biases take the direction unscaled, as in
 * the authors' runs of BERT; so does a tensor of zeros. The ratio of norms is not clipped. Its state is AdamW's.
 */
final class Lamb {
    private Lamb() {}

    /** Statements that update a group of parameters; {@code rate} and the corrections of the moments are scalars. */
    static List<String> update(OptimizerRecipe recipe, Group group) {
        List<String> lines = new ArrayList<>();
        for (int place = 0; place < group.parameters().size(); place++) {
            int i = group.parameters().get(place);
            lines.addAll(Moments.update(recipe, group, place));
            lines.add("change = torch.add(torch.div(mean, torch.add(torch.sqrt(square), " + recipe.epsilon()
                    + ")), weights[" + i + "], alpha=" + group.weightDecay() + ")");
            if (group.adapted()) {
                lines.add("ratio = torch.div(torch.linalg_vector_norm(weights[" + i
                        + "]), torch.linalg_vector_norm(change))");
                lines.add("usable = torch.logical_and(torch.gt(ratio, 0.), torch.isfinite(ratio))");
                lines.add("change = torch.mul(change, torch.where(usable, ratio, torch.ones_like(ratio)))");
            }
            lines.add("_w" + i + " = torch.sub_(weights[" + i + "], torch.mul(change, " + group.rate() + "))");
        }
        return lines;
    }
}
