package dev.cloze.corpora.split;

/** The two sides of a split. */
public enum Side {
    /** What the tokenizer and the model are trained on. */
    TRAIN,
    /** What neither has seen, for measuring. */
    HELD_OUT
}
