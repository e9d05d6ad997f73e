package dev.cloze.corpora.pack;

import java.util.List;

/** Cuts the stream of tokens into rows of at most {@link #rowLength()} tokens: each token is in one row. For several threads. */
public interface RowPacker extends PackedRows {
    /**
     * A part of a document in a row.
     *
     * @param position its place in the stream of tokens
     * @param length its tokens
     */
    record Piece(long position, int length) {}

    /** The pieces of which a row is made, in their order there. */
    List<Piece> pieces(long index);
}
