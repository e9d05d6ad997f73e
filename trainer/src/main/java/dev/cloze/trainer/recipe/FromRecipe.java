package dev.cloze.trainer.recipe;

/**
 * The trained model that a run goes on from. The recipe's encoder is its encoder then, and its tokenizer takes the place
 * of one to train. The model is read before the first checkpoint and not after it.
 *
 * @param model its folder, one of Cloze's or of HuggingFace's layout
 * @param sha256 the hash of its files; a folder that has changed is refused
 * @param vocabularySize V, the tokens that its weights know, which may be more than the tokenizer's
 */
public record FromRecipe(String model, String sha256, int vocabularySize) {
    public FromRecipe {
        Require.that(!model.isBlank(), "model", "a model's folder", "nothing");
        Require.that(sha256.matches("[0-9a-f]{64}"), "sha256", "64 hexadecimal digits", sha256);
        Require.positive("vocabularySize", vocabularySize);
    }
}
