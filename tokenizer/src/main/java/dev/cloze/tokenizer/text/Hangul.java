package dev.cloze.tokenizer.text;

/** The arithmetic of Hangul syllables (Unicode Standard, section 3.12). */
final class Hangul {
    static final int SYLLABLE = 0xAC00;
    static final int SYLLABLE_END = 0xD7A4;
    static final int LEADING = 0x1100;
    static final int VOWEL = 0x1161;
    static final int TRAILING = 0x11A7;
    static final int LEADINGS = 19;
    static final int VOWELS = 21;
    static final int TRAILINGS = 28;

    private Hangul() {}

    static boolean isSyllable(int codePoint) {
        return codePoint >= SYLLABLE && codePoint < SYLLABLE_END;
    }

    /** The syllable that two parts make, or 0. */
    static int compose(int first, int second) {
        if (first >= LEADING && first < LEADING + LEADINGS && second >= VOWEL && second < VOWEL + VOWELS) {
            return SYLLABLE + ((first - LEADING) * VOWELS + second - VOWEL) * TRAILINGS;
        }
        boolean open = isSyllable(first) && (first - SYLLABLE) % TRAILINGS == 0;
        return open && second > TRAILING && second < TRAILING + TRAILINGS ? first + second - TRAILING : 0;
    }
}
