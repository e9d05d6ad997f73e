package dev.cloze.corpora.read;

import java.util.Objects;
import java.util.Optional;

/**
 * A piece of an input as it lies there, cut out but not parsed: a page, a message, some lines. To parse it is the work of
 * {@link #extract}, which needs nothing but the record and may run on any thread.
 */
public final class RawRecord {
    private final String source;
    private final long line;
    private final long section;
    private final byte[] content;
    private final int bytes;
    private final Optional<String> charset;
    private final Extraction extraction;
    private final ReadSettings settings;

    private RawRecord(
            String source,
            long line,
            long section,
            byte[] content,
            int bytes,
            Optional<String> charset,
            Extraction extraction,
            ReadSettings settings) {
        this.source = Objects.requireNonNull(source, "source");
        this.line = line;
        this.section = section;
        this.content = content;
        this.bytes = bytes;
        this.charset = charset;
        this.extraction = extraction;
        this.settings = settings;
    }

    /** A record that is a whole file, entry or message. */
    static RawRecord whole(
            String source, byte[] content, Optional<String> charset, Extraction extraction, ReadSettings settings) {
        return new RawRecord(source, 0, 0, content, content.length, charset, extraction, settings);
    }

    /** A block of records of a file; its number from 0, and the line at which it begins from 1. */
    static RawRecord lines(
            String source,
            long line,
            long block,
            byte[] content,
            Optional<String> charset,
            Extraction extraction,
            ReadSettings settings) {
        return new RawRecord(source, line, block, content, content.length, charset, extraction, settings);
    }

    /** A piece of a text that is one document or, being too long, several. */
    static RawRecord section(
            String source,
            long section,
            byte[] content,
            Optional<String> charset,
            Extraction extraction,
            ReadSettings settings) {
        return new RawRecord(source, 0, section, content, content.length, charset, extraction, settings);
    }

    /** Texts that have been taken out of a file already. */
    static RawRecord rows(String source, RowsExtraction rows, ReadSettings settings) {
        return new RawRecord(source, 0, 0, new byte[0], rows.bytes(), Optional.empty(), rows, settings);
    }

    /** The documents in this record, and what did not become one. Depends on nothing else; never throws for bad input. */
    public Extracted extract() {
        Gathering gathering = new Gathering(settings.maxDocumentBytes());
        try {
            extraction.extract(this, gathering);
        } catch (RuntimeException | StackOverflowError e) {
            // Parsers of others may fail in ways of their own on hostile input: one record is lost, not the run.
            gathering.find(ReadReason.DAMAGED_RECORD, source, "a record that can be parsed", e.toString());
        }
        return gathering.done();
    }

    /** The file, behind {@code !} the entry of an archive. */
    public String source() {
        return source;
    }

    /** The size of the record, about. */
    public int bytes() {
        return bytes;
    }

    /** The line of the file at which the record begins, from 1; 0 where lines say nothing. */
    long line() {
        return line;
    }

    /** Which piece or block of the source it is, from 0. */
    long section() {
        return section;
    }

    /** The bytes, not copied: nobody writes to them. */
    byte[] content() {
        return content;
    }

    ReadSettings settings() {
        return settings;
    }

    /** The charset that is known or declared outside of the bytes. */
    Optional<String> charset() {
        return charset;
    }
}
