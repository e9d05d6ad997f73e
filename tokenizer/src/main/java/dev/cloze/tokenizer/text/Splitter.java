package dev.cloze.tokenizer.text;

import java.util.function.Consumer;

/**
 * A way of cutting a text into words. Words come in their order and do not overlap; what belongs to none is left out.
 * Safe for use by several threads at once.
 */
@FunctionalInterface
public interface Splitter {
    /** Hands over the words of {@code text[from..to)}, which is cut as if nothing stood around it. */
    void split(char[] text, int from, int to, Words words);

    /** Hands over the words of a text. */
    default void split(String text, Consumer<String> words) {
        char[] characters = text.toCharArray();
        split(characters, 0, characters.length, (from, to) -> words.accept(new String(characters, from, to - from)));
    }

    /** Who takes the words. */
    @FunctionalInterface
    interface Words {
        /** Takes one word: the characters from one index up to another, at least one. */
        void word(int from, int to);
    }
}
