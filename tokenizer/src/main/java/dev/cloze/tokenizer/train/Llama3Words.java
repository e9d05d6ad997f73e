package dev.cloze.tokenizer.train;

/**
 * The cutting of Llama 3, whose file has it as the regular expression {@code
 * (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+}.
 * Nothing is left out.
 */
final class Llama3Words implements WordSplitter {
    @Override
    public void split(String text, Sink words) {
        for (int from = 0; from < text.length(); ) {
            int to = end(text, from);
            words.word(text, from, to);
            from = to;
        }
    }

    private static int end(String text, int from) {
        int contraction = contraction(text, from);
        if (contraction > 0) {
            return from + contraction;
        }
        int first = text.codePointAt(from);
        if (WordCharacters.isLetter(first)) {
            return Scan.letters(text, from);
        }
        if (WordCharacters.isNumber(first)) {
            return Scan.numbers(text, from, 3);
        }
        int second = from + Character.charCount(first);
        boolean hasSecond = second < text.length();
        if (!isLineEnd(first) && hasSecond && WordCharacters.isLetter(text.codePointAt(second))) {
            return Scan.letters(text, second);
        }
        if (WordCharacters.isOther(first)) {
            return lineEnds(text, Scan.others(text, from));
        }
        if (first == ' ' && hasSecond && WordCharacters.isOther(text.codePointAt(second))) {
            return lineEnds(text, Scan.others(text, second));
        }
        int lineEnd = lastLineEnd(text, from);
        return lineEnd >= from ? lineEnd + 1 : Scan.spaces(text, from);
    }

    /** The last line end among the spaces that begin at a place; before that place if there is none. */
    private static int lastLineEnd(String text, int from) {
        int last = from - 1;
        for (int i = from; i < text.length() && WordCharacters.isSpace(text.charAt(i)); i++) {
            if (isLineEnd(text.charAt(i))) {
                last = i;
            }
        }
        return last;
    }

    private static boolean isLineEnd(int c) {
        return c == '\r' || c == '\n';
    }

    private static int lineEnds(String text, int from) {
        int to = from;
        while (to < text.length() && isLineEnd(text.charAt(to))) {
            to++;
        }
        return to;
    }

    private static int contraction(String text, int from) {
        if (text.charAt(from) != '\'' || from + 1 == text.length()) {
            return 0;
        }
        // The long s, U+017F, is an s to whoever ignores case.
        if ("sStTmMdD\u017f".indexOf(text.charAt(from + 1)) >= 0) {
            return 2;
        }
        boolean isLong = text.regionMatches(true, from + 1, "re", 0, 2)
                || text.regionMatches(true, from + 1, "ve", 0, 2)
                || text.regionMatches(true, from + 1, "ll", 0, 2);
        return isLong ? 3 : 0;
    }
}
