package dev.cloze.tokenizer.train;

import dev.cloze.tokenizer.UsageException;
import dev.cloze.tokenizer.WordPieceModel;
import java.io.IOException;
import java.util.List;

/**
 * Training of a WordPiece vocabulary by likelihood (Schuster and Nakajima 2012, section 3.1): each time the two pieces
 * are joined that raise the likelihood of the text most under a model of single pieces, that is, the pair with the
 * greatest count(ab) / (count(a) count(b)). Google's own trainer was never published; this is the criterion as the paper
 * says it, with all counts brought up to date after each joining.
 *
 * <p>Ids are those of {@link WordPieceTrainer}. Scores are compared as 64-bit floating-point numbers; among equal ones
 * the pair with the smaller left id is joined, then the one with the smaller right id. Pairs that occur less often than
 * the minimum frequency are never joined. It should be well above 1: two characters that occur once, and together, have
 * the greatest score that there is.
 */
public final class LikelihoodWordPieceTrainer {
    private LikelihoodWordPieceTrainer() {}

    /**
     * Trains a vocabulary. It has fewer pieces than asked for when the text has no more pairs that are frequent enough.
     *
     * @param words cut by BERT's rules
     * @throws UsageException if nothing was counted, or if the vocabulary is too small for the special tokens and the
     *     characters; the message says which size would do
     */
    public static WordPieceModel train(CountedWords words, WordPieceOptions options, TrainingProgress progress)
            throws IOException {
        return WordPieceTrainer.train(words, options, List.of(), PairMerges.Criterion.LIKELIHOOD, progress);
    }
}
