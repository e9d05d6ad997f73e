package dev.cloze.corpora.dedup;

/** What each UTF-16 unit is to deduplication: its lower case, and its part in a word. */
final class Folding {
    static final byte WHITE = 0;
    /** Punctuation and symbols: no part of a word. */
    static final byte OTHER = 1;
    /** Part of a word: a letter, digit or mark. */
    static final byte LETTER = 2;
    /** A word of its own: scripts that write no spaces between words. */
    static final byte ALONE = 3;
    /** Beginning and end of a character outside the basic plane, a word of its own. */
    static final byte HIGH = 4;

    static final byte LOW = 5;

    private static final int UNITS = 1 << 16;
    private static final byte[] KINDS = new byte[UNITS];
    private static final char[] LOWER = new char[UNITS];

    static {
        for (int unit = 0; unit < UNITS; unit++) {
            KINDS[unit] = kindOf((char) unit);
            LOWER[unit] = Character.toLowerCase((char) unit);
        }
    }

    private Folding() {}

    static byte kind(char unit) {
        return KINDS[unit];
    }

    static char lower(char unit) {
        return LOWER[unit];
    }

    private static byte kindOf(char unit) {
        if (Character.isWhitespace(unit) || Character.isSpaceChar(unit)) {
            return WHITE;
        }
        if (Character.isHighSurrogate(unit)) {
            return HIGH;
        }
        if (Character.isLowSurrogate(unit)) {
            return LOW;
        }
        int type = Character.getType(unit);
        boolean wordly = Character.isLetterOrDigit(unit)
                || type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK;
        if (!wordly) {
            return OTHER;
        }
        return switch (Character.UnicodeScript.of(unit)) {
            case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR, TIBETAN -> ALONE;
            default -> LETTER;
        };
    }
}
