package dev.cloze.corpora.split;

import dev.cloze.corpora.Mixing;

/**
 * A 64-bit hash of a text that does not see case nor kind and length of white space. Four UTF-16 units at a time are
 * mixed by multiplication and rotation; the end is the finaliser of SplitMix64 (Steele, Lea and Flood 2014), which lets
 * every bit of the state reach every bit of the result. Not for adversaries.
 */
final class TextHash {
    private static final long MULTIPLIER_2 = 0xd6e8feb86659fd93L;
    private static final int UNIT_BITS = 16;
    private static final int UNITS_PER_WORD = 4;

    private TextHash() {}

    static long of(String text, long seed) {
        long state = Mixing.finish(seed + Mixing.GOLDEN);
        long word = 0;
        int units = 0;
        boolean blankBefore = false;
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (Character.isWhitespace(unit)) {
                blankBefore = units > 0;
                continue;
            }
            if (blankBefore) {
                blankBefore = false;
                word = word << UNIT_BITS | ' ';
                if (++units % UNITS_PER_WORD == 0) {
                    state = mix(state, word);
                }
            }
            word = word << UNIT_BITS | Character.toLowerCase(unit);
            if (++units % UNITS_PER_WORD == 0) {
                state = mix(state, word);
            }
        }
        // The last word still holds units that were mixed already; the count keeps texts of other lengths apart.
        return Mixing.finish(mix(mix(state, word), units));
    }

    private static long mix(long state, long word) {
        return Long.rotateLeft((state ^ word * Mixing.GOLDEN) * MULTIPLIER_2, 29);
    }
}
