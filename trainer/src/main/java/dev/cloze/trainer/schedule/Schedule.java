package dev.cloze.trainer.schedule;

import dev.cloze.trainer.recipe.DecayShape;
import dev.cloze.trainer.recipe.LearningRateSchedule;
import dev.cloze.trainer.recipe.TrainingRecipe;

/** The share of the peak learning rate at each step of a run: a pure function, so that a resumed run goes on as it was. */
public sealed interface Schedule permits WarmupStableDecay, OneCycle {

    /** The factor at a step of the recipe, counted from 0, or between two; above 0 from the first step to the last. */
    double factor(double step);

    /** The schedule of a recipe. Linear and cosine decay from the end of the warm-up on, a constant rate never. */
    static Schedule of(TrainingRecipe recipe) {
        long steps = recipe.steps();
        long warmup = recipe.warmupSteps();
        return switch (recipe.schedule().orElse(LearningRateSchedule.WARMUP_STABLE_DECAY)) {
            case WARMUP_STABLE_DECAY ->
                new WarmupStableDecay(
                        steps, warmup, recipe.decaySteps(), recipe.decayShape().orElse(DecayShape.LINEAR));
            case LINEAR -> new WarmupStableDecay(steps, warmup, steps - warmup, DecayShape.LINEAR);
            case COSINE -> new WarmupStableDecay(steps, warmup, steps - warmup, DecayShape.COSINE);
            case CONSTANT -> new WarmupStableDecay(steps, warmup, 0, DecayShape.LINEAR);
            case ONE_CYCLE -> new OneCycle(steps, warmup);
        };
    }
}
