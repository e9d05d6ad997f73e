package dev.cloze.tokenizer.train;

import dev.cloze.tokenizer.WordRules;
import java.io.IOException;

/** Distinct words and how often each occurs: what a trainer is given. */
public interface CountedWords {
    /** How the words were cut. */
    WordRules rules();

    /**
     * Hands over each word once, in the order of {@link String#compareTo}; may be called again.
     *
     * @throws IOException if words were put on disk and cannot be read back
     */
    void forEach(Visitor visitor) throws IOException;

    /** Is given each word. */
    @FunctionalInterface
    interface Visitor {
        void visit(String word, long count);
    }
}
