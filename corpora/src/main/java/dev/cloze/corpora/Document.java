package dev.cloze.corpora;

import java.util.Objects;

/**
 * A bounded piece of text, the unit that the model knows as a document. A long file gives several of them, its sections,
 * so that no stage needs the memory of a whole file.
 *
 * @param source the file or sample that the text comes from, for messages
 * @param section the place of this piece among the pieces of its source, from 0
 * @param text the text: paragraphs joined by one line feed, not blank
 */
public record Document(String source, long section, String text) {
    public Document {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(text, "text");
        if (section < 0) {
            throw new IllegalArgumentException("section: expected 0 or more, got " + section);
        }
        if (text.isBlank()) {
            throw new IllegalArgumentException(source + ": section " + section + ": expected text, got blanks");
        }
    }

    public Origin origin() {
        return new Origin(source, section);
    }

    /** The number of bytes that the text takes in UTF-8. */
    public long bytes() {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit < 0x80) {
                bytes += 1;
            } else if (unit < 0x800 || Character.isSurrogate(unit)) {
                bytes += 2;
            } else {
                bytes += 3;
            }
        }
        return bytes;
    }
}
