package dev.cloze.corpora.read;

import java.util.Objects;
import java.util.Optional;

/**
 * How inputs become documents.
 *
 * @param format the format of every input, once unpacked; empty to tell each by its content
 * @param field where the text of a JSON value, table or Parquet file is: a name, or names joined by dots, in which
 *     {@code *} is any name and {@code **} any number of them; for a table also the number of a column, from 1. Empty
 *     for the first of {@link FieldPath#CANDIDATES} that there is
 * @param markup what the text in such a field is
 * @param unit what of a plain text becomes a document
 * @param maxDocumentBytes a longer document is divided at the end of a paragraph; what cannot be divided before it is
 *     parsed may be {@link #RECORD_FACTOR} times as large
 * @param strict whether a loss stops the reading
 */
public record ReadSettings(
        Optional<Format> format,
        Optional<String> field,
        Markup markup,
        Unit unit,
        int maxDocumentBytes,
        boolean strict) {
    /** Everything told by content, nothing stops the reading, documents of up to 8 MiB. */
    public static final ReadSettings DEFAULT =
            new ReadSettings(Optional.empty(), Optional.empty(), Markup.BY_VALUE, Unit.FILES, 8 << 20, false);

    /** A record that must be parsed whole is passed over beyond this many times the largest document. */
    public static final int RECORD_FACTOR = 4;

    private static final int SMALLEST_BYTES = 1 << 10;
    private static final int LARGEST_BYTES = 256 << 20;

    public ReadSettings {
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(field, "field");
        Objects.requireNonNull(markup, "markup");
        Objects.requireNonNull(unit, "unit");
        if (maxDocumentBytes < SMALLEST_BYTES || maxDocumentBytes > LARGEST_BYTES) {
            throw new IllegalArgumentException("maxDocumentBytes: expected " + SMALLEST_BYTES + " to " + LARGEST_BYTES
                    + ", got " + maxDocumentBytes);
        }
        field.ifPresent(FieldPath::of);
    }

    /** These settings with a field. */
    public ReadSettings withField(String path) {
        return new ReadSettings(format, Optional.of(path), markup, unit, maxDocumentBytes, strict);
    }

    /** These settings with a format. */
    public ReadSettings withFormat(Format known) {
        return new ReadSettings(Optional.of(known), field, markup, unit, maxDocumentBytes, strict);
    }

    /** These settings with another unit. */
    public ReadSettings withUnit(Unit other) {
        return new ReadSettings(format, field, markup, other, maxDocumentBytes, strict);
    }

    /** These settings with another limit. */
    public ReadSettings withMaxDocumentBytes(int bytes) {
        return new ReadSettings(format, field, markup, unit, bytes, strict);
    }

    /** These settings, strict. */
    public ReadSettings stoppingAtLosses() {
        return new ReadSettings(format, field, markup, unit, maxDocumentBytes, true);
    }

    /** The settings in words: another way of reading is another corpus. */
    public String words() {
        return "format=" + format.map(Format::word).orElse("by content") + ", field=" + field.orElse("by name")
                + ", markup=" + markup + ", documents=" + unit + ", maxDocumentBytes=" + maxDocumentBytes;
    }

    /** The most bytes of a record that must be parsed whole. */
    int maxRecordBytes() {
        return RECORD_FACTOR * maxDocumentBytes;
    }
}
