package dev.cloze.corpora.read;

/** Brings a text into the form of documents: paragraphs without blanks at their ends, joined by one line feed. */
final class Paragraphs {
    /** Lines are paragraphs where at least half of the text stands in lines longer than this. */
    private static final int WRAPPED_CHARS = 160;

    private Paragraphs() {}

    /** Each line that is not blank is a paragraph. */
    static String ofLines(String text) {
        return read(text, '\n');
    }

    /**
     * Lines of a paragraph, which ends with a blank line, are joined by a space, as in a hard-wrapped text; where most
     * of the text stands in long lines, each is a paragraph.
     */
    static String ofFile(String text) {
        return read(text, hasLongLines(text) ? '\n' : ' ');
    }

    private static boolean hasLongLines(String text) {
        long inLongLines = 0;
        int lineStart = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == '\n' || text.charAt(i) == '\r') {
                int length = i - lineStart;
                inLongLines += length > WRAPPED_CHARS ? length : 0;
                lineStart = i + 1;
            }
        }
        return inLongLines * 2 >= text.length() && inLongLines > 0;
    }

    /** Joins lines of a paragraph by {@code joint}, and paragraphs by a line feed. */
    private static String read(String text, char joint) {
        StringBuilder out = new StringBuilder(text.length());
        boolean hasLineFeedsOnly = text.indexOf('\r') < 0 && text.indexOf('\f') < 0;
        boolean blankBefore = true;
        int at = 0;
        int length = text.length();
        while (at < length) {
            int end = hasLineFeedsOnly ? lineFeed(text, at) : lineEnd(text, at);
            int from = at;
            int to = end;
            while (from < to && Character.isWhitespace(text.charAt(from))) {
                from++;
            }
            while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
                to--;
            }
            if (from < to) {
                if (out.length() > 0) {
                    out.append(blankBefore ? '\n' : joint);
                }
                out.append(text.substring(from, to)); // copied at once, where a part of a sequence is by character
            }
            blankBefore = from == to;
            at = end < length && text.charAt(end) == '\r' && end + 1 < length && text.charAt(end + 1) == '\n'
                    ? end + 2
                    : end + 1;
        }
        return out.toString();
    }

    private static int lineFeed(String text, int from) {
        int found = text.indexOf('\n', from);
        return found < 0 ? text.length() : found;
    }

    private static int lineEnd(String text, int from) {
        int end = from;
        while (end < text.length() && !isLineEnd(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /** A form feed begins a page, and so ends a line. */
    private static boolean isLineEnd(char unit) {
        return unit == '\n' || unit == '\r' || unit == '\f';
    }
}
