package dev.cloze.tokenizer;

/** Text whose surrogates all stand in pairs, as UTF-8 needs it. */
@Internal
public final class WellFormed {
    private static final char REPLACEMENT = '\uFFFD';

    private WellFormed() {}

    /** The text with U+FFFD in the place of each lone surrogate; the same object if there is none. */
    public static String of(String text) {
        int lone = loneSurrogate(text, 0);
        if (lone == text.length()) {
            return text;
        }
        StringBuilder mended = new StringBuilder(text);
        while (lone < text.length()) {
            mended.setCharAt(lone, REPLACEMENT);
            lone = loneSurrogate(text, lone + 1);
        }
        return mended.toString();
    }

    private static int loneSurrogate(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean paired = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!paired) {
                    return i;
                }
                i++;
            }
        }
        return text.length();
    }
}
