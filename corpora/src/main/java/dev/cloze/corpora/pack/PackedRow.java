package dev.cloze.corpora.pack;

import dev.cloze.corpora.pack.RowPacker.Piece;
import dev.cloze.corpora.shard.TokenShards;
import java.util.Arrays;
import java.util.List;

/**
 * One row of tokens without padding.
 *
 * @param ids the tokens; not copied
 * @param documentStarts the offsets in the row at which the pieces of documents begin, strictly increasing; the first is
 *     always 0, even where a document goes on from the row before; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // made once per row and handed on; lists would box every token
public record PackedRow(int[] ids, int[] documentStarts) {
    public PackedRow {
        if (documentStarts.length == 0 || documentStarts[0] != 0) {
            throw new IllegalArgumentException(
                    "documentStarts: expected 0 first, got " + Arrays.toString(documentStarts));
        }
        for (int i = 1; i < documentStarts.length; i++) {
            if (documentStarts[i] <= documentStarts[i - 1] || documentStarts[i] >= ids.length) {
                throw new IllegalArgumentException("documentStarts: expected increasing offsets below " + ids.length
                        + ", got " + Arrays.toString(documentStarts));
            }
        }
    }

    /** The row that pieces of a stream form. */
    static PackedRow of(TokenShards shards, List<Piece> pieces) {
        int[] ids = new int[pieces.stream().mapToInt(Piece::length).sum()];
        int[] starts = new int[pieces.size()];
        int filled = 0;
        for (int i = 0; i < starts.length; i++) {
            Piece piece = pieces.get(i);
            shards.read(piece.position(), ids, filled, piece.length());
            starts[i] = filled;
            filled += piece.length();
        }
        return new PackedRow(ids, starts);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PackedRow row
                && Arrays.equals(ids, row.ids)
                && Arrays.equals(documentStarts, row.documentStarts);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(ids) + Arrays.hashCode(documentStarts);
    }

    @Override
    public String toString() {
        return "PackedRow[ids=" + Arrays.toString(ids) + ", documentStarts=" + Arrays.toString(documentStarts) + "]";
    }
}
