package dev.cloze.tokenizer.text;

/**
 * The two expressions by which byte-level models cut text, as scanners. GPT-2's (Radford et al. 2019):
 *
 * <pre>{@code 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+}</pre>
 *
 * <p>Llama 3's, which is GPT-4's:
 *
 * <pre>{@code (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+
 * |\s+(?!\S)|\s+}</pre>
 *
 * <p>Every character belongs to a word. Of several white characters before a word the last one goes with it, if it is a
 * space, or with Llama 3 any other character before letters but a line end.
 */
final class ExpressionSplitter implements Splitter {
    private final Style style;
    private final int mostDigits;

    ExpressionSplitter(Style style, int mostDigits) {
        this.style = style;
        this.mostDigits = mostDigits;
    }

    enum Style {
        GPT_2,
        LLAMA_3
    }

    @Override
    public void split(char[] text, int from, int to, Words words) {
        boolean gpt2 = style == Style.GPT_2;
        for (int start = from; start < to; ) {
            int end = gpt2 ? gpt2(text, start, to) : llama3(text, start, to);
            words.word(start, end);
            start = end;
        }
    }

    private int gpt2(char[] text, int start, int to) {
        if (text[start] == '\'') {
            int end = contraction(text, start + 1, to);
            if (end > 0) {
                return end;
            }
        }
        int first = text[start] == ' ' && start + 1 < to ? start + 1 : start;
        int c = codePoint(text, first, to);
        int kinds = Characters.kinds(c);
        if ((kinds & Characters.LETTER) != 0) {
            return runEnd(text, first, to, Characters.LETTER);
        }
        if ((kinds & Characters.NUMBER) != 0) {
            return runEnd(text, first, to, Characters.NUMBER);
        }
        if ((kinds & Characters.WHITE) != 0) {
            return blankEnd(text, start, to);
        }
        return othersEnd(text, first, to);
    }

    private int llama3(char[] text, int start, int to) {
        if (text[start] == '\'') {
            int end = contraction(text, start + 1, to);
            if (end > 0) {
                return end;
            }
        }
        int c = codePoint(text, start, to);
        int kinds = Characters.kinds(c);
        if ((kinds & Characters.LETTER) != 0) {
            return runEnd(text, start, to, Characters.LETTER);
        }
        if ((kinds & Characters.NUMBER) != 0) {
            return digitsEnd(text, start, to);
        }
        int next = start + Character.charCount(c);
        boolean lineEnd = c == '\n' || c == '\r';
        if (next < to && !lineEnd && Characters.isLetter(codePoint(text, next, to))) {
            return runEnd(text, next, to, Characters.LETTER);
        }
        int first = c == ' ' && next < to ? next : start;
        if ((Characters.kinds(codePoint(text, first, to)) & (Characters.WHITE | Characters.LETTER | Characters.NUMBER))
                == 0) {
            int end = othersEnd(text, first, to);
            while (end < to && (text[end] == '\n' || text[end] == '\r')) {
                end++;
            }
            return end;
        }
        int whiteEnd = runEnd(text, start, to, Characters.WHITE);
        for (int i = whiteEnd; i > start; i--) {
            if (text[i - 1] == '\n' || text[i - 1] == '\r') {
                return i;
            }
        }
        return blankEnd(text, start, to);
    }

    /** The end of white space: all of it at the end of the text, otherwise all but the last, or the only one. */
    private static int blankEnd(char[] text, int start, int to) {
        int end = runEnd(text, start, to, Characters.WHITE);
        return end < to && end > start + 1 ? end - 1 : end;
    }

    /** The end of a contraction whose letters begin at an index; 0 if it is none. */
    private int contraction(char[] text, int at, int to) {
        if (at >= to) {
            return 0;
        }
        char first = folded(text[at]);
        if (first == 's' || first == 't' || first == 'm' || first == 'd') {
            return at + 1;
        }
        if (at + 1 >= to) {
            return 0;
        }
        char second = folded(text[at + 1]);
        boolean isPair = second == 'e' ? first == 'r' || first == 'v' : first == 'l' && second == 'l';
        return isPair ? at + 2 : 0;
    }

    private char folded(char letter) {
        if (style == Style.LLAMA_3) {
            if (letter >= 'A' && letter <= 'Z') {
                return (char) (letter + 'a' - 'A');
            }
            // The long s is an s in another form, so it folds to one.
            return letter == '\u017F' ? 's' : letter;
        }
        return letter;
    }

    private int digitsEnd(char[] text, int start, int to) {
        int end = start;
        for (int digits = 0; end < to && digits < mostDigits; digits++) {
            int c = codePoint(text, end, to);
            if (!Characters.isNumber(c)) {
                break;
            }
            end += Character.charCount(c);
        }
        return end;
    }

    private static int runEnd(char[] text, int start, int to, short kind) {
        int i = start;
        while (i < to) {
            int c = codePoint(text, i, to);
            if ((Characters.kinds(c) & kind) == 0) {
                break;
            }
            i += Character.charCount(c);
        }
        return i;
    }

    private static int othersEnd(char[] text, int start, int to) {
        int i = start;
        while (i < to) {
            int c = codePoint(text, i, to);
            if ((Characters.kinds(c) & (Characters.WHITE | Characters.LETTER | Characters.NUMBER)) != 0) {
                break;
            }
            i += Character.charCount(c);
        }
        return i;
    }

    private static int codePoint(char[] text, int i, int to) {
        char c = text[i];
        return Character.isHighSurrogate(c) ? Character.codePointAt(text, i, to) : c;
    }
}
