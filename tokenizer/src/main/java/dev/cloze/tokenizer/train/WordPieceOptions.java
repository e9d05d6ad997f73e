package dev.cloze.tokenizer.train;

/**
 * What the training of a WordPiece vocabulary is told.
 *
 * @param vocabularySize number of pieces to stop at, the five special tokens included
 * @param minimumFrequency least number of times that two pieces must stand side by side to be joined
 * @param alphabetLimit most characters to keep. Rarer ones are left out of words as if they were not there, and text
 *     that has them becomes unknown; among equally rare ones the higher code points go first
 */
public record WordPieceOptions(int vocabularySize, long minimumFrequency, int alphabetLimit) {
    /** As BERT's own vocabularies have it: pairs seen twice at least, 1000 characters at most. */
    public static WordPieceOptions ofSize(int vocabularySize) {
        return new WordPieceOptions(vocabularySize, 2, 1000);
    }

    public WordPieceOptions {
        require("vocabularySize", vocabularySize);
        require("minimumFrequency", minimumFrequency);
        require("alphabetLimit", alphabetLimit);
    }

    private static void require(String field, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(field + ": expected 1 or more, got " + value);
        }
    }
}
