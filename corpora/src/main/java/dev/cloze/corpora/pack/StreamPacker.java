package dev.cloze.corpora.pack;

import dev.cloze.corpora.shard.TokenShards;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The stream of tokens cut into rows: row <i>i</i> is the range [<i>iT</i>, (<i>i</i>+1)<i>T</i>). All rows but the last are
 * full; documents are cut where rows end.
 */
public final class StreamPacker implements RowPacker {
    private final TokenShards shards;
    private final int rowLength;

    /**
     * Rows of a given length.
     *
     * @param rowLength tokens in a row (T); 1 or more
     */
    public StreamPacker(TokenShards shards, int rowLength) {
        if (rowLength < 1) {
            throw new IllegalArgumentException("rowLength: expected 1 or more, got " + rowLength);
        }
        this.shards = shards;
        this.rowLength = rowLength;
    }

    @Override
    public int rowLength() {
        return rowLength;
    }

    /** The number of rows; the last one has what is left and may be shorter. */
    @Override
    public long rows() {
        return (shards.tokens() + rowLength - 1) / rowLength;
    }

    @Override
    public PackedRow row(long index) {
        Objects.checkIndex(index, rows());
        return PackedRow.of(shards, pieces(index));
    }

    @Override
    public List<Piece> pieces(long index) {
        long from = index * rowLength;
        long to = Math.min(from + rowLength, shards.tokens());
        List<Piece> pieces = new ArrayList<>();
        long document = shards.documentAt(from);
        for (long start = from; start < to; document++) {
            long end = document + 1 < shards.documents() ? Math.min(to, shards.documentStart(document + 1)) : to;
            pieces.add(new Piece(start, (int) (end - start)));
            start = end;
        }
        return pieces;
    }
}
