package dev.cloze.corpora.clean;

import java.util.Arrays;

/**
 * Characters that a reader does not see or that only lay out a page: controls, soft hyphens, zero-width and directional
 * formats, byte-order marks and non-characters are removed (not the joiners U+200C and U+200D, which change words in
 * many scripts); white space of other kinds becomes a space and line ends of other kinds a line feed; spaces before a
 * line's end and blank lines beyond one are removed.
 */
public record PlainCharacters() implements Stage {
    @Override
    public String name() {
        return "characters";
    }

    @Override
    public Outcome apply(TextIndex text) {
        char[] from = text.chars();
        char[] to = new char[from.length];
        int length = 0;
        int removed = 0;
        Findings findings = new Findings();
        for (int i = 0; i < from.length; i++) {
            char unit = from[i];
            int charClass = CharClass.of(unit);
            if ((charClass & CharClass.DROPPED) != 0) {
                findings.add("characters.invisible", text.text(), i, i + 1);
                removed++;
            } else if (unit == '\n') {
                length = endLine(to, length);
            } else if ((charClass & CharClass.ODD_LINE_END) != 0) {
                findings.add("characters.line-end", text.text(), i, i + 1);
                boolean pair = unit == '\r' && i + 1 < from.length && from[i + 1] == '\n';
                if (pair) {
                    removed++;
                } else {
                    length = endLine(to, length);
                }
            } else if ((charClass & CharClass.ODD_SPACE) != 0) {
                findings.add("characters.white-space", text.text(), i, i + 1);
                to[length++] = ' ';
            } else {
                to[length++] = unit;
            }
        }
        while (length > 0 && (to[length - 1] == ' ' || to[length - 1] == '\n')) {
            length--;
        }
        if (Arrays.equals(from, 0, from.length, to, 0, length)) {
            return text.kept();
        }
        int trimmed = from.length - length - removed;
        if (trimmed > 0) {
            findings.add("characters.blank", trimmed, Sample.beginning(text.text()));
        }
        return findings.keep(name(), text.text(), new String(to, 0, length));
    }

    /** Ends the line without the spaces at its end, unless it would be a second blank line or stand before all text. */
    private static int endLine(char[] to, int length) {
        int end = length;
        while (end > 0 && to[end - 1] == ' ') {
            end--;
        }
        boolean second = end >= 2 && to[end - 1] == '\n' && to[end - 2] == '\n';
        if (end > 0 && !second) {
            to[end++] = '\n';
        }
        return end;
    }
}
