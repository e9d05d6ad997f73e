package dev.cloze.trainer.recipe;

/**
 * When a run that learns no more goes on to its end: with a decay of the learning rate to that, without one at once.
 *
 * @param evaluations so many in a row must be without the improvement
 * @param improvement nats of held-out loss, below the best so far, that count as one
 */
public record PlateauRecipe(int evaluations, double improvement) {
    public PlateauRecipe {
        Require.positive("evaluations", evaluations);
        Require.notNegative("improvement", improvement);
    }
}
