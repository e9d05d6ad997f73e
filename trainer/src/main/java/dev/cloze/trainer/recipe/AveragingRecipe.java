package dev.cloze.trainer.recipe;

/**
 * The exponential moving average of the weights (Polyak and Juditsky 1992), which is evaluated and becomes the model.
 *
 * @param decay the share of the average that stays at a renewal; less in the first ones, so that it forgets where it began
 * @param every steps between two renewals
 */
public record AveragingRecipe(double decay, long every) {
    public AveragingRecipe {
        Require.inside("decay", decay);
        Require.positive("every", every);
    }
}
