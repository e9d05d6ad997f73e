package dev.cloze.corpora.clean;

/**
 * Documents that are too short or too long to learn from.
 *
 * @param leastCharacters the fewest UTF-16 units
 * @param mostCharacters the most UTF-16 units
 * @param leastWords the fewest words
 * @param mostWords the most words
 */
public record LengthLimits(int leastCharacters, int mostCharacters, int leastWords, int mostWords) implements Stage {
    /** No document is too long; one below 10 words says nothing. */
    public static final LengthLimits DEFAULT = new LengthLimits(1, Integer.MAX_VALUE, 10, Integer.MAX_VALUE);

    public LengthLimits {
        Check.range("leastCharacters", leastCharacters, "mostCharacters", mostCharacters);
        Check.range("leastWords", leastWords, "mostWords", mostWords);
    }

    @Override
    public String name() {
        return "length";
    }

    @Override
    public Outcome apply(TextIndex text) {
        if (text.length() < leastCharacters) {
            return text.removed("length.few-characters", "at least " + leastCharacters, text.length());
        }
        if (text.length() > mostCharacters) {
            return text.removed("length.many-characters", "at most " + mostCharacters, text.length());
        }
        if (text.words() < leastWords) {
            return text.removed("length.few-words", "at least " + leastWords, text.words());
        }
        if (text.words() > mostWords) {
            return text.removed("length.many-words", "at most " + mostWords, text.words());
        }
        return text.kept();
    }
}
