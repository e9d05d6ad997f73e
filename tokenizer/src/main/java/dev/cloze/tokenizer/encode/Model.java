package dev.cloze.tokenizer.encode;

import dev.cloze.tokenizer.text.AlignedText;

/** What makes tokens of one word. Safe for use by several threads at once. */
public interface Model {
    /** Appends the tokens of a word to some others, with the places that the word's characters stand for. */
    void spell(AlignedText word, TokenList tokens);
}
