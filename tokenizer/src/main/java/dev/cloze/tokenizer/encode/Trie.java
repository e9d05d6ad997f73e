package dev.cloze.tokenizer.encode;

import java.util.Arrays;

/** A set of strings with a number for each, walked code point by code point. Node 0 is the root. */
final class Trie {
    static final int NONE = -1;

    private static final long FREE = -1;

    private long[] keys = new long[1 << 10];
    private int[] children = new int[keys.length];
    private int[] values = new int[1 << 8];
    private int nodes = 1;

    Trie() {
        Arrays.fill(keys, FREE);
        Arrays.fill(values, NONE);
    }

    /** Adds a string, unless it is there. */
    void add(String text, int value) {
        int node = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            node = childOrNew(node, c);
        }
        if (values[node] == NONE) {
            values[node] = value;
        }
    }

    /** The node that a code point leads to, or {@link #NONE}. */
    int child(int node, int codePoint) {
        long key = key(node, codePoint);
        for (int at = place(key); ; at = (at + 1) & (keys.length - 1)) {
            if (keys[at] == key) {
                return children[at];
            }
            if (keys[at] == FREE) {
                return NONE;
            }
        }
    }

    /** The number of the string that ends at a node, or {@link #NONE}. */
    int value(int node) {
        return values[node];
    }

    private int childOrNew(int node, int codePoint) {
        int known = child(node, codePoint);
        if (known != NONE) {
            return known;
        }
        if (nodes * 2 > keys.length) {
            grow();
        }
        if (nodes == values.length) {
            values = Arrays.copyOf(values, nodes * 2);
            Arrays.fill(values, nodes, values.length, NONE);
        }
        put(key(node, codePoint), nodes);
        return nodes++;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldChildren = children;
        keys = new long[oldKeys.length * 2];
        Arrays.fill(keys, FREE);
        children = new int[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != FREE) {
                put(oldKeys[i], oldChildren[i]);
            }
        }
    }

    private void put(long key, int child) {
        int at = place(key);
        while (keys[at] != FREE) {
            at = (at + 1) & (keys.length - 1);
        }
        keys[at] = key;
        children[at] = child;
    }

    private static long key(int node, int codePoint) {
        return ((long) node << 21) | codePoint;
    }

    private int place(long key) {
        long mixed = key * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32) & (keys.length - 1);
    }
}
