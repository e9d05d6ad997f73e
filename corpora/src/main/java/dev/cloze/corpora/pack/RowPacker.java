package dev.cloze.corpora.pack;

import dev.cloze.corpora.shard.TokenShards;
import java.util.Arrays;
import java.util.Objects;

/** The stream of tokens cut into rows: row <i>i</i> is the range [<i>iT</i>, (<i>i</i>+1)<i>T</i>). For several threads. */
public final class RowPacker {
    private final TokenShards shards;
    private final int rowLength;

    /**
     * Rows of a given length.
     *
     * @param rowLength tokens in a row (T); 1 or more
     */
    public RowPacker(TokenShards shards, int rowLength) {
        if (rowLength < 1) {
            throw new IllegalArgumentException("rowLength: expected 1 or more, got " + rowLength);
        }
        this.shards = shards;
        this.rowLength = rowLength;
    }

    public int rowLength() {
        return rowLength;
    }

    /** The number of rows; the last one has what is left and may be shorter. */
    public long rows() {
        return (shards.tokens() + rowLength - 1) / rowLength;
    }

    /** Makes one row; the time does not depend on its place. */
    public PackedRow row(long index) {
        Objects.checkIndex(index, rows());
        long from = index * rowLength;
        int[] ids = new int[(int) Math.min(rowLength, shards.tokens() - from)];
        shards.read(from, ids, 0, ids.length);
        return new PackedRow(ids, documentStarts(from));
    }

    private int[] documentStarts(long from) {
        int[] starts = new int[8]; // grows; most rows have few documents
        int count = 1; // the piece at offset 0, whether or not a document starts there
        for (long document = shards.documentAt(from) + 1; document < shards.documents(); document++) {
            long start = shards.documentStart(document) - from;
            if (start >= rowLength) {
                break;
            }
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, 2 * count);
            }
            starts[count++] = (int) start;
        }
        return Arrays.copyOf(starts, count);
    }
}
