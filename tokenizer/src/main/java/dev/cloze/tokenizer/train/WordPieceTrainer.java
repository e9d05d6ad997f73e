package dev.cloze.tokenizer.train;

import dev.cloze.tokenizer.BpeModel;
import dev.cloze.tokenizer.SpecialTokens;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.tokenizer.WordPieceModel;
import dev.cloze.tokenizer.WordRules;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Training of a WordPiece vocabulary by frequency of pairs, as HuggingFace's {@code WordPieceTrainer} does it: byte-pair
 * encoding (Sennrich et al. 2016, {@link BpeTrainer}) over characters, with "##" before every character that does not
 * begin a word, of which the pieces are kept and the merges forgotten. It is not the criterion of Schuster and Nakajima
 * (2012), who join the pair that raises the likelihood of the text most.
 *
 * <p>Ids: the special tokens, 0 to 4; the characters in the order of their code points; the same with "##", as far as
 * they continue a word, in the same order; then joined pieces in the order of joining. HuggingFace gives the "##"
 * characters their ids in the order of a hash table, which differs from run to run, and ids decide ties: with its order
 * imposed, the vocabulary here is the same; with our own it differed from runs of it by 0 to 46 of 30,000 pieces.
 *
 * <p>A character that the training text never showed, or that the limit of the alphabet left out, makes its word
 * {@code [UNK]} when text is encoded.
 */
public final class WordPieceTrainer {
    private WordPieceTrainer() {}

    /**
     * Trains a vocabulary. It has fewer pieces than asked for when the text has no more pairs that are frequent enough.
     *
     * @throws UsageException if nothing was counted, or if the vocabulary is too small for the special tokens and the
     *     characters; the message says which size would do
     */
    public static WordPieceModel train(WordCounts counts, WordPieceOptions options) {
        return train(counts, options, List.of());
    }

    /** The same from words that may be on disk. */
    public static WordPieceModel train(CountedWords words, WordPieceOptions options) throws IOException {
        return trainOn(words, options, List.of());
    }

    /**
     * Trains with an order imposed on the "##" characters, as parity with a run of the reference needs it.
     *
     * @param continuationOrder the "##" characters that get their ids first
     */
    static WordPieceModel train(WordCounts counts, WordPieceOptions options, List<String> continuationOrder) {
        try {
            return trainOn(counts, options, continuationOrder);
        } catch (IOException e) {
            throw new AssertionError("words in memory are not read from anywhere", e);
        }
    }

    private static WordPieceModel trainOn(CountedWords words, WordPieceOptions options, List<String> continuationOrder)
            throws IOException {
        boolean lowerCase = words.rules().equals(WordRules.bert(true));
        if (!lowerCase && !words.rules().equals(WordRules.bert(false))) {
            throw new IllegalArgumentException("word counts: expected BERT's rules, got " + words.rules());
        }
        BpeOptions pairs = new BpeOptions(
                options.vocabularySize(),
                options.minimumFrequency(),
                SpecialTokens.NAMES,
                Set.of(),
                OptionalInt.of(options.alphabetLimit()),
                WordPieceModel.CONTINUATION,
                "",
                OptionalInt.empty());
        BpeModel model = BpeTrainer.train(words, pairs, continuationOrder);
        return new WordPieceModel(model.pieces(), lowerCase);
    }
}
