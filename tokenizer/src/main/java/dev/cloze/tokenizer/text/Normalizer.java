package dev.cloze.tokenizer.text;

/** A change of the characters of a text before it is cut into words. Safe for use by several threads at once. */
@FunctionalInterface
public interface Normalizer {
    /** The changed text, its characters still standing for ranges of the original; the same object if nothing changes. */
    AlignedText normalize(AlignedText text);

    /** Whether it is known to leave {@code text[from..to)} as it is; a quick look, not the last word. */
    default boolean leaves(char[] text, int from, int to) {
        return false;
    }

    /** The changed text alone. */
    default String normalize(String text) {
        return normalize(AlignedText.of(text)).toString();
    }
}
