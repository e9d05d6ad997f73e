package dev.cloze.corpora.pack;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The pieces of one block packed into rows by best-fit decreasing (Johnson 1974; for the training of language models Ding et al.
 * 2024): from the longest piece to the shortest, each goes to the row that has the least room left of those in which it fits, and
 * if there is none, opens a new one. Of equal pieces the earlier is first, of equal rows the one opened last. Takes time linear
 * in pieces and row length, whatever their lengths.
 */
final class BestFitBlock {
    private static final int NONE = -1;

    private final int rowLength;
    private final int[] rowOf;
    private int rows;

    /**
     * Packs.
     *
     * @param lengths the pieces' tokens, each 1 to {@code rowLength}
     * @param rowLength T
     */
    BestFitBlock(int[] lengths, int rowLength) {
        this.rowLength = rowLength;
        this.rowOf = new int[lengths.length];
        pack(lengths);
    }

    int rows() {
        return rows;
    }

    /** The row of a piece. */
    int rowOf(int piece) {
        return rowOf[piece];
    }

    private void pack(int[] lengths) {
        // Rows with the same room left are a stack, linked from the row on top downwards.
        int[] topWithRoom = new int[rowLength + 1];
        Arrays.fill(topWithRoom, NONE);
        int[] below = new int[lengths.length];
        BitSet rooms = new BitSet(rowLength + 1);
        for (int piece : longestFirst(lengths)) {
            int length = lengths[piece];
            int room = rooms.nextSetBit(length);
            int row;
            if (room < 0) {
                row = rows++;
                room = rowLength;
            } else {
                row = topWithRoom[room];
                topWithRoom[room] = below[row];
                rooms.set(room, topWithRoom[room] != NONE);
            }
            rowOf[piece] = row;
            int left = room - length;
            if (left > 0) {
                below[row] = topWithRoom[left];
                topWithRoom[left] = row;
                rooms.set(left);
            }
        }
    }

    /** The numbers of the pieces, sorted by counting. */
    private int[] longestFirst(int[] lengths) {
        int[] next =
                new int[rowLength + 2]; // at T - length + 1 the count of a length, then the place of its next piece
        for (int length : lengths) {
            next[rowLength - length + 1]++;
        }
        for (int i = 1; i < next.length; i++) {
            next[i] += next[i - 1];
        }
        int[] sorted = new int[lengths.length];
        for (int piece = 0; piece < lengths.length; piece++) {
            sorted[next[rowLength - lengths[piece]]++] = piece;
        }
        return sorted;
    }
}
