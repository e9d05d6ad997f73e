package dev.cloze.corpora.clean;

/** A piece of a text to look at in a report: short, in one line, without characters that a terminal would obey. */
final class Sample {
    private static final int MOST_CHARS = 80;
    private static final int CONTEXT_CHARS = 24;

    private Sample() {}

    /** The beginning of a text. */
    static String beginning(CharSequence text) {
        return visible(text, 0, Math.min(text.length(), MOST_CHARS), text.length() > MOST_CHARS);
    }

    /** The place from {@code start} to {@code end} with what stands around it. */
    static String around(CharSequence text, int start, int end) {
        int from = Math.max(0, start - CONTEXT_CHARS);
        int to = Math.min(text.length(), Math.min(end + CONTEXT_CHARS, from + MOST_CHARS));
        return visible(text, from, to, false);
    }

    /** The place with its letters and digits masked, after what stands before it in the cleaned text. */
    static String masked(CharSequence cleaned, CharSequence text, int start, int end) {
        StringBuilder sample = new StringBuilder(
                visible(cleaned, Math.max(0, cleaned.length() - CONTEXT_CHARS), cleaned.length(), false));
        for (int i = start; i < Math.min(end, start + MOST_CHARS); i++) {
            char unit = text.charAt(i);
            sample.append(Character.isDigit(unit) ? '0' : Character.isLetter(unit) ? 'x' : unit);
        }
        return sample.toString();
    }

    private static String visible(CharSequence text, int from, int to, boolean goesOn) {
        StringBuilder sample = new StringBuilder(to - from + 1);
        for (int i = from; i < to; i++) {
            char unit = text.charAt(i);
            boolean pair = Character.isHighSurrogate(unit)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                sample.append(unit).append(text.charAt(++i));
            } else if (unit == '\n') {
                sample.append('⏎');
            } else if ((CharClass.of(unit) & (CharClass.DROPPED | CharClass.ODD_SPACE | CharClass.ODD_LINE_END)) != 0
                    || Character.isSurrogate(unit)) {
                sample.append(String.format("\\u%04x", (int) unit));
            } else {
                sample.append(unit);
            }
        }
        return goesOn ? sample.append('…').toString() : sample.toString();
    }
}
