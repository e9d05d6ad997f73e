package dev.cloze.corpora.read;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * Cuts a stream of characters into sections of whole paragraphs. It holds one section and one paragraph, so its memory
 * is bounded for any file and any line. In {@link Unit#FILES}, lines inside a paragraph are joined by a space and
 * paragraphs by one line feed; in {@link Unit#LINES} each line is a paragraph and each paragraph a section.
 */
final class SectionCutter {
    /** A section is closed before the paragraph that would make it longer than this many UTF-16 units. */
    static final int SECTION_CHARS = 16_384;

    /** A paragraph of this many UTF-16 units is cut. */
    static final int PARAGRAPH_CHARS = 65_536;

    private final Unit unit;
    private final Queue<String> ready = new ArrayDeque<>();
    private final StringBuilder section = new StringBuilder();
    private final StringBuilder paragraph = new StringBuilder();
    private boolean lineHasText;
    private boolean afterReturn;
    private boolean paragraphWasCut;
    private long longParagraphs;

    SectionCutter(Unit unit) {
        this.unit = unit;
    }

    /** Paragraphs that were too long and have been cut, so far. */
    long longParagraphs() {
        return longParagraphs;
    }

    /** A finished section, if there is one. */
    Optional<String> poll() {
        return Optional.ofNullable(ready.poll());
    }

    /** Takes the next {@code length} characters of the file. */
    void accept(char[] text, int length) {
        int i = 0;
        while (i < length) {
            char unitAtI = text[i];
            if (isLineEnd(unitAtI)) {
                boolean secondOfPair = unitAtI == '\n' && afterReturn;
                afterReturn = unitAtI == '\r';
                if (!secondOfPair) {
                    endLine();
                }
                i++;
            } else if (!lineHasText && Character.isWhitespace(unitAtI)) {
                afterReturn = false;
                i++;
            } else {
                afterReturn = false;
                i += acceptPieceOfLine(text, i, length);
            }
        }
    }

    /** Closes the last paragraph and section at the end of the file. */
    void finish() {
        endParagraph();
        endSection();
    }

    /** Takes text up to the line's end or as much as the paragraph has room for; returns how much. */
    private int acceptPieceOfLine(char[] text, int from, int length) {
        if (!lineHasText && paragraph.length() > 0) {
            paragraph.append(' ');
        }
        lineHasText = true;
        int end = from;
        int most = Math.min(length, from + PARAGRAPH_CHARS - paragraph.length());
        while (end < most && !isLineEnd(text[end])) {
            end++;
        }
        paragraph.append(text, from, end - from);
        if (paragraph.length() >= PARAGRAPH_CHARS) {
            cutParagraph();
        }
        return end - from;
    }

    private static boolean isLineEnd(char c) {
        return c == '\n' || c == '\r';
    }

    private void endLine() {
        if (!lineHasText || unit == Unit.LINES) {
            endParagraph();
        } else {
            stripEnd(paragraph);
        }
        lineHasText = false;
    }

    private void endParagraph() {
        addToSection(paragraph.toString().strip());
        paragraph.setLength(0);
        paragraphWasCut = false;
    }

    /** Moves the longest beginning of the paragraph that ends at white space, or else at a code point, to sections. */
    private void cutParagraph() {
        int cut = paragraph.length() - 1;
        while (cut > 0 && !Character.isWhitespace(paragraph.charAt(cut))) {
            cut--;
        }
        if (cut == 0) {
            boolean endsInsidePair = Character.isHighSurrogate(paragraph.charAt(paragraph.length() - 1));
            cut = paragraph.length() - (endsInsidePair ? 1 : 0);
        }
        addToSection(paragraph.substring(0, cut).strip());
        String rest = paragraph.substring(cut).stripLeading();
        paragraph.setLength(0);
        paragraph.append(rest);
        if (!paragraphWasCut) {
            paragraphWasCut = true;
            longParagraphs++;
        }
    }

    private void addToSection(String text) {
        if (text.isEmpty()) {
            return;
        }
        if (section.length() > 0 && section.length() + 1 + text.length() > SECTION_CHARS) {
            endSection();
        }
        if (section.length() > 0) {
            section.append('\n');
        }
        section.append(text);
        if (unit == Unit.LINES) {
            endSection();
        }
    }

    private void endSection() {
        if (section.length() > 0) {
            ready.add(section.toString());
            section.setLength(0);
        }
    }

    private static void stripEnd(StringBuilder text) {
        int end = text.length();
        while (end > 0 && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        text.setLength(end);
    }
}
