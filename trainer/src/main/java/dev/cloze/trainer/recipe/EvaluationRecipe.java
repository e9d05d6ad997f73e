package dev.cloze.trainer.recipe;

/**
 * The evaluation on held-out text. Its masks are BERT's, 15 % and 80/10/10, whatever training does, and come from this
 * seed alone, so that the same positions are asked every time.
 *
 * @param seed of the masks
 * @param rows the most rows, spread evenly over the held-out text
 */
public record EvaluationRecipe(long seed, int rows) {
    /** BERT's masks (Devlin et al. 2019, section 3.1). */
    public static final MaskingRecipe MASKING = new MaskingRecipe(0.15, 0.8, 0.1);

    public EvaluationRecipe {
        Require.positive("rows", rows);
    }
}
