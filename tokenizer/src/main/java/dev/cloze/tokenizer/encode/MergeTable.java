package dev.cloze.tokenizer.encode;

import java.util.Arrays;

/** The merges of a byte-pair vocabulary: for a pair of ids its rank and what it becomes. */
public final class MergeTable {
    static final long ABSENT = -1;

    private static final long FREE = -1;

    /** A key, and the rank and id that it leads to: beside each other, as each look fetches one line of memory. */
    private final long[] table;

    private int next;

    /** An empty table with room for so many merges. */
    public MergeTable(int merges) {
        table = new long[Integer.highestOneBit(Math.max(8, merges)) * 8];
        Arrays.fill(table, FREE);
    }

    /** Adds the next merge. If there was one of the same pair, the later counts. */
    public void add(int left, int right, int result) {
        long key = key(left, right);
        int at = find(key);
        table[at] = key;
        table[at + 1] = ((long) next++ << 32) | result;
    }

    /** The merge of a pair, or {@link #ABSENT}, which is less than all of them. Merges compare as their ranks do. */
    long find(int left, int right) {
        int at = find(key(left, right));
        return table[at] == FREE ? ABSENT : table[at + 1];
    }

    /** The rank of a merge: 0 is the first in training. */
    static int rank(long merge) {
        return (int) (merge >>> 32);
    }

    /** What a merge makes of its pair. */
    static int joined(long merge) {
        return (int) merge;
    }

    private int find(long key) {
        int mask = table.length - 2;
        int at = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
        while (table[at] != key && table[at] != FREE) {
            at = (at + 2) & mask;
        }
        return at;
    }

    private static long key(int left, int right) {
        return ((long) left << 32) | right;
    }
}
