package dev.cloze.corpora.store;

import dev.cloze.corpora.Document;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A document as the bytes of a record, big-endian: section, length of the source in bytes, source, text. */
final class DocumentRecord {
    private DocumentRecord() {}

    /** The bytes; a lone surrogate, which UTF-8 does not have, becomes a question mark. */
    static byte[] encoded(Document document) {
        byte[] source = document.source().getBytes(StandardCharsets.UTF_8);
        byte[] text = document.text().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + Integer.BYTES + source.length + text.length)
                .putLong(document.section())
                .putInt(source.length)
                .put(source)
                .put(text)
                .array();
    }

    static Document decoded(byte[] record) {
        ByteBuffer bytes = ByteBuffer.wrap(record);
        long section = bytes.getLong();
        int sourceBytes = bytes.getInt();
        int textAt = bytes.position() + sourceBytes;
        return new Document(
                new String(record, bytes.position(), sourceBytes, StandardCharsets.UTF_8),
                section,
                new String(record, textAt, record.length - textAt, StandardCharsets.UTF_8));
    }
}
