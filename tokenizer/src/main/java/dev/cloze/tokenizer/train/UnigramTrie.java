package dev.cloze.tokenizer.train;

import java.util.Arrays;

/**
 * The pieces as a prefix tree: one hash table of edges, in which a node is the place of the edge that leads to it.
 * Children of a node lie anywhere, but a step takes one look at memory, and building takes no sorting.
 */
final class UnigramTrie {
    static final int ROOT = 0;

    /** No node, no piece. */
    static final int NONE = -1;

    /** A symbol is below this: there are fewer code points. */
    private static final int SYMBOL_BITS = 21;

    /** Two for each place: the edge (node and symbol; 0 if the place is free), then the piece that ends here. */
    private long[] table;

    private int shift;
    private int nodes;

    UnigramTrie(int[] symbols, UnigramPieces pieces) {
        int bits = 64 - Long.numberOfLeadingZeros(pieces.size() * 2L + 64);
        table = new long[2 << bits];
        shift = 64 - bits;
        for (int piece = 0; piece < pieces.size(); piece++) {
            insert(symbols, pieces.starts[piece], pieces.lengths[piece], piece);
        }
    }

    private void insert(int[] symbols, int start, int length, int piece) {
        if ((nodes + (long) length) * 4 > table.length) {
            grow();
        }
        int node = ROOT;
        for (int i = start; i < start + length; i++) {
            long edge = edge(node, symbols[i]);
            int place = place(edge);
            if (table[place] == 0) {
                table[place] = edge;
                table[place + 1] = NONE;
                nodes++;
            }
            node = place / 2 + 1;
        }
        table[node * 2 - 1] = piece;
    }

    private static long edge(int node, int symbol) {
        return (long) node << SYMBOL_BITS | symbol;
    }

    private int place(long edge) {
        int mask = table.length - 1;
        int place = (int) ((edge * 0x9E3779B97F4A7C15L) >>> shift) * 2;
        while (table[place] != edge && table[place] != 0) {
            place = (place + 2) & mask;
        }
        return place;
    }

    /** The node that a symbol leads to, or {@link #NONE}. */
    int step(int node, int symbol) {
        int place = place(edge(node, symbol));
        return table[place] == 0 ? NONE : place / 2 + 1;
    }

    /** The piece that a node spells, or {@link #NONE}. */
    int piece(int node) {
        return (int) table[node * 2 - 1];
    }

    /** Gives the pieces other numbers; those with {@link #NONE} are no longer found. */
    void renumber(int[] numbers) {
        for (int place = 0; place < table.length; place += 2) {
            if (table[place] != 0 && table[place + 1] != NONE) {
                table[place + 1] = numbers[(int) table[place + 1]];
            }
        }
    }

    /** A node is its place, so all edges change with the size of the table: parents go before children. */
    private void grow() {
        long[] old = table;
        table = new long[Math.multiplyExact(old.length, 2)];
        shift--;
        int[] moved = new int[old.length / 2 + 1];
        Arrays.fill(moved, NONE);
        moved[ROOT] = ROOT;
        int[] path = new int[UnigramOptions.LONGEST_PIECE + 1];
        for (int place = 0; place < old.length; place += 2) {
            int depth = 0;
            for (int node = old[place] == 0 ? ROOT : place / 2 + 1; moved[node] == NONE; ) {
                path[depth++] = node;
                node = (int) (old[node * 2 - 2] >>> SYMBOL_BITS);
            }
            while (depth > 0) {
                int node = path[--depth];
                long before = old[node * 2 - 2];
                long edge = edge(moved[(int) (before >>> SYMBOL_BITS)], (int) before & ((1 << SYMBOL_BITS) - 1));
                int to = place(edge);
                table[to] = edge;
                table[to + 1] = old[node * 2 - 1];
                moved[node] = to / 2 + 1;
            }
        }
    }
}
