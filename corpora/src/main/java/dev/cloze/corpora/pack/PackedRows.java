package dev.cloze.corpora.pack;

/** Rows of tokens by number. For several threads. */
public interface PackedRows {
    /** T, the most tokens in a row. */
    int rowLength();

    /** The number of rows. */
    long rows();

    /** Makes one row; the time does not depend on its place. */
    PackedRow row(long index);
}
