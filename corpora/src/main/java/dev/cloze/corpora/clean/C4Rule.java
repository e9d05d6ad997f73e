package dev.cloze.corpora.clean;

/** One of C4's rules, which can be chosen one by one: those about punctuation and phrases are made for English. */
public enum C4Rule {
    /** A line with a word of more than the most characters is removed. */
    LONG_WORD,
    /** {@code [12]}, {@code [edit]} and {@code [citation needed]} are cut out of lines. */
    CITATION,
    /** A line that does not end in {@code . ! ? " '} or a closing quotation mark, or ends in three dots, is removed. */
    TERMINAL_PUNCTUATION,
    /** A line of fewer than the least words is removed. */
    FEW_WORDS,
    /** A document with "lorem ipsum" in a line kept is removed. */
    LOREM_IPSUM,
    /** A line with "javascript" is removed. */
    JAVASCRIPT,
    /** A document with a curly bracket in a line kept is removed. */
    CURLY_BRACKET,
    /** A line that speaks of cookies, terms of use or a privacy policy is removed. */
    POLICY,
    /** A document with fewer than the least sentences in its lines kept is removed. */
    FEW_SENTENCES
}
