package dev.cloze.tokenizer.encode;

import java.util.Arrays;

/** A set of strings with a number for each, walked code point by code point. Node 0 is the root. */
final class Trie {
    /** No such step, and no such string. */
    static final int NONE = -1;

    private static final long FREE = -1;

    /** A key, and the child and value that it leads to: beside each other, as each look fetches one line of memory. */
    private long[] table = new long[1 << 11];

    private int nodes = 1;

    Trie() {
        Arrays.fill(table, FREE);
    }

    /** Adds a string of one character or more, unless it is there. */
    void add(String text, int value) {
        int node = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            int at = find(key(node, c));
            if (table[at] == FREE) {
                if (nodes * 4 > table.length) {
                    grow();
                    at = find(key(node, c));
                }
                table[at] = key(node, c);
                table[at + 1] = step(nodes++, NONE);
            }
            node = node(table[at + 1]);
            if (i == text.length() && value(table[at + 1]) == NONE) {
                table[at + 1] = step(node, value);
            }
        }
    }

    /** The step from a node by a code point, or {@link #NONE}. */
    long next(int node, int codePoint) {
        int at = find(key(node, codePoint));
        return table[at] == FREE ? NONE : table[at + 1];
    }

    /** The node that a step leads to. */
    static int node(long step) {
        return (int) (step >>> 32);
    }

    /** The number of the string that ends with a step, or {@link #NONE}. */
    static int value(long step) {
        return (int) step;
    }

    private static long step(int node, int value) {
        return ((long) node << 32) | (value & 0xFFFFFFFFL);
    }

    private void grow() {
        long[] old = table;
        table = new long[old.length * 2];
        Arrays.fill(table, FREE);
        for (int i = 0; i < old.length; i += 2) {
            if (old[i] != FREE) {
                int at = find(old[i]);
                table[at] = old[i];
                table[at + 1] = old[i + 1];
            }
        }
    }

    /** Where a key stands, or could. */
    private int find(long key) {
        int mask = table.length - 2;
        int at = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
        while (table[at] != key && table[at] != FREE) {
            at = (at + 2) & mask;
        }
        return at;
    }

    private static long key(int node, int codePoint) {
        return ((long) node << 21) | codePoint;
    }
}
