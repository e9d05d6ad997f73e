package dev.cloze.trainer.export;

import java.util.List;

/** Rows as a consumer gives them: padded to the longest, with a mask of 1 for tokens and 0 for padding, BT row-major. */
final class PaddedRows {
    /** Where the padding stands. */
    enum Side {
        RIGHT,
        LEFT
    }

    private final List<Row> rows;
    private final Side side;
    private final int length;
    private final long[] ids;
    private final long[] mask;

    PaddedRows(List<Row> rows, int padding, Side side) {
        this.rows = rows;
        this.side = side;
        length = rows.stream().mapToInt(Row::tokens).max().orElseThrow();
        ids = new long[rows.size() * length];
        mask = new long[ids.length];
        for (int b = 0; b < rows.size(); b++) {
            for (int t = 0; t < length; t++) {
                int place = place(b, t);
                boolean isToken = t < rows.get(b).tokens();
                ids[place] = isToken ? rows.get(b).id(t) : padding;
                mask[place] = isToken ? 1 : 0;
            }
        }
    }

    /** Where the token of this number lies in row-major arrays; numbers beyond the row's tokens are its padding's. */
    int place(int row, int token) {
        int shift = side == Side.LEFT ? length - rows.get(row).tokens() : 0;
        return row * length + (token + shift) % length;
    }

    List<Row> rows() {
        return rows;
    }

    int length() {
        return length;
    }

    long[] ids() {
        return ids;
    }

    long[] mask() {
        return mask;
    }
}
