package dev.cloze.corpora.read;

import dev.cloze.corpora.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Collects what an extraction makes of one raw record; divides documents that are too long. */
final class Gathering {
    /** A text with more than one malformed place in this many characters is given up. */
    static final int CHARS_PER_MALFORMED = 100;

    private final int maxDocumentBytes;
    private final List<Document> documents = new ArrayList<>();
    private final List<ReadFinding> findings = new ArrayList<>();
    private final Map<String, Long> charsets = new TreeMap<>();

    Gathering(int maxDocumentBytes) {
        this.maxDocumentBytes = maxDocumentBytes;
    }

    Extracted done() {
        return new Extracted(documents, findings, charsets);
    }

    void find(ReadReason reason, String place, String expected, String got) {
        find(new ReadFinding(reason, place, expected, got));
    }

    void find(ReadFinding finding) {
        findings.add(finding);
    }

    /** Counts a decision about a charset; false if the text is too damaged to be kept, which is then counted too. */
    boolean accept(String place, DecodedText text) {
        charsets.merge(text.charset() + " (" + text.decision().words() + ")", 1L, Long::sum);
        if (text.malformed() == 0) {
            return true;
        }
        boolean few = text.malformed() * CHARS_PER_MALFORMED <= text.text().length();
        find(
                few ? ReadReason.REPAIRED : ReadReason.DAMAGED_TEXT,
                place,
                text.charset() + " text",
                text.malformed() + " malformed places, the first at byte " + text.firstMalformed());
        return few;
    }

    /**
     * Adds a text whose paragraphs are lines; a blank one is counted, a long one divided.
     *
     * @return how many documents it has become
     */
    int add(String source, long section, String text) {
        if (text.isEmpty()) {
            find(ReadReason.NO_TEXT, source, "text", "blanks");
            return 0;
        }
        int before = documents.size();
        String sound = Surrogates.repaired(text);
        if (!sound.equals(text)) {
            find(ReadReason.REPAIRED, source, "pairs of surrogates", "a half of one");
        }
        if (text.length() <= maxDocumentBytes / 3) {
            documents.add(new Document(source, section, sound));
        } else {
            divide(source, section, sound);
        }
        return documents.size() - before;
    }

    /** Adds a text that was cut to size before, as the piece that it is. */
    void addPiece(String source, long section, String text) {
        if (!text.isEmpty()) {
            documents.add(new Document(source, section, text));
        } else if (section == 0) {
            find(ReadReason.NO_TEXT, source, "text", "blanks");
        }
    }

    private void divide(String source, long firstSection, String text) {
        long section = firstSection;
        int from = 0;
        int end = fitting(text, from);
        if (end < text.length()) {
            find(ReadReason.SPLIT, source, "at most " + maxDocumentBytes + " bytes", "more: divided at paragraphs");
        }
        while (from < text.length()) {
            int to = end == text.length() ? end : cut(text, from, end);
            String piece = text.substring(from, to).strip();
            if (!piece.isEmpty()) {
                documents.add(new Document(source, section++, piece));
            }
            from = to;
            end = fitting(text, from);
        }
    }

    /** The end of the longest piece that is not too long in UTF-8. */
    private int fitting(String text, int from) {
        long bytes = 0;
        for (int i = from; i < text.length(); i++) {
            char unit = text.charAt(i);
            bytes += unit < 0x80 ? 1 : unit < 0x800 || Character.isSurrogate(unit) ? 2 : 3;
            if (bytes > maxDocumentBytes) {
                return Character.isLowSurrogate(unit) ? i - 1 : i;
            }
        }
        return text.length();
    }

    private static int cut(String text, int from, int end) {
        int lineEnd = text.lastIndexOf('\n', end - 1);
        if (lineEnd > from) {
            return lineEnd;
        }
        int blank = text.lastIndexOf(' ', end - 1);
        return blank > from ? blank : end;
    }
}
