package dev.cloze.corpora.dedup;

/**
 * Which paragraphs are dropped when an earlier one is equal. A paragraph is what stands between line feeds.
 *
 * @param leastCharacters least length in UTF-16 units, white space folded; shorter paragraphs may repeat
 */
public record ParagraphRule(int leastCharacters) {
    /** Paragraphs of a sentence or more: titles, greetings and short answers are left alone. */
    public static final ParagraphRule SENTENCES = new ParagraphRule(100);

    public ParagraphRule {
        if (leastCharacters < 1) {
            throw new IllegalArgumentException("leastCharacters: expected 1 or more, got " + leastCharacters);
        }
    }
}
