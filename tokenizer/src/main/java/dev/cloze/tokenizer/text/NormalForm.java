package dev.cloze.tokenizer.text;

import java.util.Map;

/**
 * Unicode's four normal forms (Unicode Standard Annex 15) as the reference's library knows them, which is Unicode 12: code
 * points that were assigned later stay as they are.
 */
public enum NormalForm implements Normalizer {
    NFC(false, true, 1),
    NFD(false, false, 2),
    NFKC(true, true, 4),
    NFKD(true, false, 8);

    private final boolean compatible;
    private final boolean composed;
    private final int bit;

    NormalForm(boolean compatible, boolean composed, int bit) {
        this.bit = bit;
        this.compatible = compatible;
        this.composed = composed;
    }

    @Override
    public String normalize(String text) {
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (moves(c)) {
                return normalize(AlignedText.of(text)).toString();
            }
            i += Character.charCount(c);
        }
        return text;
    }

    @Override
    public boolean leaves(char[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text[i];
            if (c < 0x80) {
                continue;
            }
            if (Character.isHighSurrogate(c)) {
                if (moves(Character.codePointAt(text, i, to))) {
                    return false;
                }
                i++;
            } else if (moves(c)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public AlignedText normalize(AlignedText text) {
        for (int i = 0; i < text.length(); i++) {
            if (moves(text.codePoint(i))) {
                return rewritten(text);
            }
        }
        return text;
    }

    /** Whether a code point may change, or change those beside it. */
    boolean moves(int codePoint) {
        return codePoint >= 0x80 && (Moving.BITS[codePoint] & bit) != 0;
    }

    private AlignedText rewritten(AlignedText text) {
        Rewriting rewriting = new Rewriting(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            rewriting.decompose(text.codePoint(i), compatible);
        }
        rewriting.order();
        if (composed) {
            rewriting.compose();
        }
        return rewriting.applyTo(text);
    }

    /** For each code point the forms in which it does not simply stay. */
    private static final class Moving {
        static final byte[] BITS = new byte[Character.MAX_CODE_POINT + 1];

        static {
            for (NormalForm form : values()) {
                Map<Integer, int[]> composed = Characters.compositions();
                for (int c : Characters.canonicalDecompositions().keySet()) {
                    mark(c, form, !form.composed || !composed.containsKey(c));
                }
                for (int c : Characters.compatibilityDecompositions().keySet()) {
                    mark(c, form, form.compatible);
                }
                for (int c : Characters.combiningClasses().keySet()) {
                    mark(c, form, true);
                }
                for (int[] spelling : composed.values()) {
                    mark(spelling[spelling.length - 1], form, form.composed);
                }
                for (int c = Hangul.SYLLABLE; c < Hangul.SYLLABLE_END; c++) {
                    mark(c, form, !form.composed);
                }
                for (int c = Hangul.VOWEL; c <= Hangul.TRAILING + Hangul.TRAILINGS; c++) {
                    mark(c, form, form.composed);
                }
            }
        }

        private Moving() {}

        private static void mark(int codePoint, NormalForm form, boolean moves) {
            if (moves) {
                BITS[codePoint] |= (byte) form.bit;
            }
        }
    }
}
