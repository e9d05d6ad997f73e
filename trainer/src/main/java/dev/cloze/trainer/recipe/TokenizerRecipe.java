package dev.cloze.trainer.recipe;

/**
 * The vocabulary to train: WordPiece by pair frequency.
 *
 * @param vocabularySize the most pieces, special tokens included
 * @param minimumFrequency the least count of a pair that is merged
 * @param lowerCase whether case and accents are dropped
 */
public record TokenizerRecipe(int vocabularySize, long minimumFrequency, boolean lowerCase) {
    public TokenizerRecipe {
        Require.positive("vocabularySize", vocabularySize);
        Require.positive("minimumFrequency", minimumFrequency);
    }
}
