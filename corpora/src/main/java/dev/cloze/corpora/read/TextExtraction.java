package dev.cloze.corpora.read;

/** Plain text: a file or piece of one as one document, or each line of a block. */
final class TextExtraction implements Extraction {
    /** A text has at most one control character in so many characters. */
    private static final int CHARS_PER_CONTROL = 100;

    private final Form form;

    /** What of the text is a document, and what a paragraph. */
    enum Form {
        /** The whole text; a blank line ends a paragraph. */
        FILE,
        /** The whole text; a line is a paragraph. */
        PARAGRAPHS,
        /** Each line. */
        LINES
    }

    TextExtraction(Form form) {
        this.form = form;
    }

    @Override
    public void extract(RawRecord record, Gathering gathering) {
        DecodedText decoded = DecodedText.of(record.content(), record.charset());
        if (!gathering.accept(record.source(), decoded)) {
            return;
        }
        String text = decoded.text();
        if (isBinary(text)) {
            gathering.find(ReadReason.NOT_TEXT, record.source(), "text", "control characters (a binary file?)");
        } else if (form == Form.LINES) {
            addLines(record, text, gathering);
        } else {
            String paragraphs = form == Form.FILE ? Paragraphs.ofFile(text) : Paragraphs.ofLines(text);
            gathering.addPiece(record.source(), record.section(), paragraphs);
        }
    }

    private static void addLines(RawRecord record, String text, Gathering gathering) {
        long line = record.line();
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            String stripped = text.substring(from, end).strip();
            if (!stripped.isEmpty()) {
                gathering.add(Sources.line(record.source(), line), 0, stripped.replace('\r', '\n'));
            }
            from = end + 1;
            line++;
        }
    }

    private static boolean isBinary(String text) {
        long controls = 0;
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit < ' ' && unit != '\n' && unit != '\r' && unit != '\t' && unit != '\f') {
                controls++;
            }
        }
        return controls * CHARS_PER_CONTROL > text.length();
    }
}
