package dev.cloze.core.inference;

/** What becomes of a text that has more tokens than the model has positions. */
public enum LongText {
    /** It is an error, which says how many tokens it has. */
    ERROR,
    /** Its beginning is used, as much as the model has positions for. */
    TRUNCATE,
    /**
     * It is cut into windows, each as long as the model has positions for but the last, which do not overlap and know
     * nothing of each other. What an answer for the whole text is, each class says for itself.
     */
    WINDOWS
}
