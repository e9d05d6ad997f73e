package dev.cloze.tokenizer.train;

import java.util.Set;

/**
 * What the training of a WordPiece vocabulary is told; HuggingFace's names stand in brackets.
 *
 * @param vocabularySize number of pieces to stop at, the five special tokens included [vocab_size]
 * @param minimumFrequency least number of times that two pieces must stand side by side to be joined [min_frequency]
 * @param alphabetLimit most characters to keep. Rarer ones are left out of words as if they were not there, and text
 *     that has them becomes unknown; among equally rare ones the higher code points go first [limit_alphabet]
 * @param initialAlphabet characters that come before all others, even if the text lacks them [initial_alphabet]
 */
public record WordPieceOptions(
        int vocabularySize, long minimumFrequency, int alphabetLimit, Set<Integer> initialAlphabet) {
    /** As BERT's own vocabularies have it: pairs seen twice at least, 1000 characters at most. */
    public static WordPieceOptions ofSize(int vocabularySize) {
        return new WordPieceOptions(vocabularySize, 2, 1000);
    }

    /** No initial alphabet. */
    public WordPieceOptions(int vocabularySize, long minimumFrequency, int alphabetLimit) {
        this(vocabularySize, minimumFrequency, alphabetLimit, Set.of());
    }

    public WordPieceOptions {
        initialAlphabet = Set.copyOf(initialAlphabet);
        Require.positive("vocabularySize", vocabularySize);
        Require.positive("minimumFrequency", minimumFrequency);
        Require.positive("alphabetLimit", alphabetLimit);
    }
}
