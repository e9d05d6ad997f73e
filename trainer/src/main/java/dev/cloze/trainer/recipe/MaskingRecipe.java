package dev.cloze.trainer.recipe;

/**
 * What training hides (Devlin et al. 2019, section 3.1: 0.15, 0.8, 0.1).
 *
 * @param rate the share of a row's tokens, special ones apart, that is predicted
 * @param maskShare the share of those that becomes the mask token
 * @param randomShare the share of those that becomes a random token; the rest stays as it is
 */
public record MaskingRecipe(double rate, double maskShare, double randomShare) {
    public MaskingRecipe {
        Require.inside("rate", rate);
        Require.share("maskShare", maskShare);
        Require.share("randomShare", randomShare);
        Require.that(
                maskShare + randomShare <= 1 + 1e-12,
                "randomShare",
                "at most 1 - maskShare = " + (1 - maskShare),
                randomShare);
    }
}
