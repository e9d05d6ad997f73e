package dev.cloze.tokenizer.train;

/** Runs of one class of characters: each method gives the end of the run that begins at a place. */
final class Scan {
    private Scan() {}

    static int letters(String text, int from) {
        int to = from;
        while (to < text.length()) {
            int c = text.codePointAt(to);
            if (!WordCharacters.isLetter(c)) {
                break;
            }
            to += Character.charCount(c);
        }
        return to;
    }

    static int numbers(String text, int from, int most) {
        int to = from;
        for (int found = 0; to < text.length() && found < most; found++) {
            int c = text.codePointAt(to);
            if (!WordCharacters.isNumber(c)) {
                break;
            }
            to += Character.charCount(c);
        }
        return to;
    }

    static int others(String text, int from) {
        int to = from;
        while (to < text.length()) {
            int c = text.codePointAt(to);
            if (!WordCharacters.isOther(c)) {
                break;
            }
            to += Character.charCount(c);
        }
        return to;
    }

    /**
     * The spaces of {@code \s+(?!\S)|\s+}: all at the end of the text; elsewhere all but the last, which is left to the
     * word behind; one alone. No space takes two chars.
     */
    static int spaces(String text, int from) {
        int to = from;
        while (to < text.length() && WordCharacters.isSpace(text.charAt(to))) {
            to++;
        }
        return to == text.length() || to - from == 1 ? to : to - 1;
    }
}
