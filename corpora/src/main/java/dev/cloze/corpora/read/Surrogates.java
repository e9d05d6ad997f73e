package dev.cloze.corpora.read;

/** Halves of surrogate pairs: JSON can say them, UTF-8 cannot. */
final class Surrogates {
    private Surrogates() {}

    /** The text itself, or with each lone half replaced by U+FFFD. */
    static String repaired(String text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (Character.isSurrogate(unit)) {
                if (isPairAt(text, i)) {
                    i++;
                } else {
                    return repairedFrom(text, i);
                }
            }
        }
        return text;
    }

    private static String repairedFrom(String text, int first) {
        StringBuilder repaired = new StringBuilder(text);
        for (int i = first; i < repaired.length(); i++) {
            if (Character.isSurrogate(repaired.charAt(i))) {
                if (isPairAt(repaired, i)) {
                    i++;
                } else {
                    repaired.setCharAt(i, '\uFFFD');
                }
            }
        }
        return repaired.toString();
    }

    private static boolean isPairAt(CharSequence text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
    }
}
