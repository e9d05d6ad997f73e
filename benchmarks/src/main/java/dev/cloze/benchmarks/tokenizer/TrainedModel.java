package dev.cloze.benchmarks.tokenizer;

import java.util.Locale;

/** The kinds of vocabulary that are trained, by the names that both programs know. */
enum TrainedModel {
    /** Byte-level BPE, words cut as GPT-2 does. */
    BPE_BYTES,
    /** BPE over characters, words cut at white space and punctuation. */
    BPE_CHARACTERS,
    /** WordPiece by frequency, BERT's words in lower case. */
    WORDPIECE,
    /** Unigram over SentencePiece's words. */
    UNIGRAM;

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static TrainedModel of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /**
     * Whether the reference gives the same vocabulary each time. Its WordPiece and the order of its rare Unigram characters
     * follow a hash table.
     */
    boolean isReproducible() {
        return this == BPE_BYTES || this == BPE_CHARACTERS;
    }
}
