package dev.cloze.corpora.clean;

/**
 * FineWeb's own rules (Penedo et al. 2024, "The FineWeb Datasets", section 3.6), made for what C4's and Gopher's rules
 * leave: lists, menus and pages of repeated lines. Lines are those of {@link TextIndex}.
 *
 * @param leastPunctuatedLines the least share of lines that end in a sentence's punctuation, the paper's 0.12
 * @param mostShortLines the greatest share of short lines, the paper's 0.67
 * @param shortLineCharacters the length up to which a line is short, the paper's 30
 * @param mostDuplicateLineCharacters the greatest share of characters in lines that stood before, the paper's 0.1 (the
 *     default of the authors' code is 0.01)
 * @param mostLinesPerWord the most line feeds per word, 0.3 in the authors' code
 */
public record FineWebRules(
        double leastPunctuatedLines,
        double mostShortLines,
        int shortLineCharacters,
        double mostDuplicateLineCharacters,
        double mostLinesPerWord)
        implements Stage {
    public static final FineWebRules DEFAULT = new FineWebRules(0.12, 0.67, 30, 0.1, 0.3);

    public FineWebRules {
        Check.share("leastPunctuatedLines", leastPunctuatedLines);
        Check.share("mostShortLines", mostShortLines);
        Check.notNegative("shortLineCharacters", shortLineCharacters);
        Check.share("mostDuplicateLineCharacters", mostDuplicateLineCharacters);
        Check.notNegative("mostLinesPerWord", mostLinesPerWord);
    }

    @Override
    public String name() {
        return "fineweb";
    }

    @Override
    public Outcome apply(TextIndex text) {
        int punctuated = 0;
        int brief = 0;
        long characters = 0;
        for (int line = 0; line < text.lines(); line++) {
            punctuated += Sentences.isEnd(text.chars()[text.lineEnd(line) - 1]) ? 1 : 0;
            brief += text.lineLength(line) <= shortLineCharacters ? 1 : 0;
            characters += text.lineLength(line);
        }
        double lines = Math.max(1, text.lines());
        if (punctuated / lines < leastPunctuatedLines) {
            return text.removed(
                    "fineweb.punctuated-lines", "a share of at least " + leastPunctuatedLines, punctuated / lines);
        }
        if (brief / lines > mostShortLines) {
            return text.removed("fineweb.short-lines", "a share of at most " + mostShortLines, brief / lines);
        }
        double repeated = Repeats.ofLines(text).characters() / (double) Math.max(1, characters);
        if (repeated > mostDuplicateLineCharacters) {
            return text.removed(
                    "fineweb.duplicate-line-characters", "a share of at most " + mostDuplicateLineCharacters, repeated);
        }
        double perWord = text.lineFeeds() / (double) Math.max(1, text.words());
        return perWord > mostLinesPerWord
                ? text.removed("fineweb.lines-per-word", "at most " + mostLinesPerWord, perWord)
                : text.kept();
    }
}
