package dev.cloze.trainer.step;

import dev.cloze.core.graph.Dim;
import dev.cloze.core.graph.Precision;
import dev.cloze.core.graph.Shape;
import dev.cloze.core.nn.Initialisation;
import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.core.nn.Role;
import dev.cloze.trainer.recipe.Recipe;
import java.util.Map;
import java.util.Optional;

/**
 * What the loss is multiplied with in training in float16, so that small gradients are not lost, and its gradients divided by
 * (Micikevicius et al. 2018, section 3.2). Where gradients overflow it is halved, and the step made again with the same rows;
 * after 2,000 updates without that it is doubled. It is a power of two, so that it rounds nothing.
 */
public final class LossScale {
    private static final String NAME = "loss_scale";
    private static final float FIRST = 0x1p16f;
    private static final float MOST = 0x1p24f;
    private static final int STEADY = 2000;

    private float factor;
    private int updatesSinceChange;

    private LossScale(float factor, int updatesSinceChange) {
        this.factor = factor;
        this.updatesSinceChange = updatesSinceChange;
    }

    /**
     * That of a run, if it needs one.
     *
     * @param state of a checkpoint to go on from, in which {@link #state} is
     */
    public static Optional<LossScale> of(Recipe recipe, Optional<Map<String, float[]>> state) {
        if (!isNeeded(recipe)) {
            return Optional.empty();
        }
        return Optional.of(state.map(from -> from.get(NAME))
                .map(kept -> new LossScale(kept[0], (int) kept[1]))
                .orElseGet(() -> new LossScale(FIRST, 0)));
    }

    private static boolean isNeeded(Recipe recipe) {
        return recipe.training().precisionChoice().precision().equals(Optional.of(Precision.FLOAT16));
    }

    double factor() {
        return factor;
    }

    /** Gradients have overflowed; false if they may not for want of range, as nothing is multiplied any more. */
    boolean fall() {
        if (factor <= 1) {
            return false;
        }
        factor /= 2;
        updatesSinceChange = 0;
        return true;
    }

    /** An update has been made. */
    void hold() {
        updatesSinceChange++;
        if (updatesSinceChange == STEADY) {
            factor = Math.min(2 * factor, MOST);
            updatesSinceChange = 0;
        }
    }

    /** The names and sizes of what a checkpoint holds of it. */
    public static Map<String, ParameterSpec> stateNames(Recipe recipe) {
        Shape two = Shape.of(Dim.of("S", 2));
        return isNeeded(recipe)
                ? Map.of(NAME, new ParameterSpec(NAME, two, Role.BIAS, 1, new Initialisation.Constant(0)))
                : Map.of();
    }

    /** A copy of it by name. */
    public Map<String, float[]> state() {
        return Map.of(NAME, new float[] {factor, updatesSinceChange});
    }
}
