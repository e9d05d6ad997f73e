package dev.cloze.tokenizer.encode;

import java.util.Arrays;

/** The merges of a byte-pair vocabulary: for a pair of ids its rank and what it becomes. */
public final class MergeTable {
    static final int ABSENT = -1;

    private static final long FREE = -1;

    private final long[] keys;
    private final int[] ranks;
    private final int[] joined;
    private int next;

    /** An empty table with room for so many merges. */
    public MergeTable(int merges) {
        int places = Integer.highestOneBit(Math.max(8, merges)) * 4;
        keys = new long[places];
        ranks = new int[places];
        joined = new int[places];
        Arrays.fill(keys, FREE);
    }

    /** Adds the next merge. If there was one of the same pair, the later counts. */
    public void add(int left, int right, int result) {
        long key = key(left, right);
        int at = place(key);
        while (keys[at] != FREE && keys[at] != key) {
            at = (at + 1) & (keys.length - 1);
        }
        keys[at] = key;
        ranks[at] = next++;
        joined[at] = result;
    }

    /** The place of a pair in the table, or {@link #ABSENT}. */
    int find(int left, int right) {
        long key = key(left, right);
        int at = place(key);
        while (keys[at] != key) {
            if (keys[at] == FREE) {
                return ABSENT;
            }
            at = (at + 1) & (keys.length - 1);
        }
        return at;
    }

    int rank(int place) {
        return ranks[place];
    }

    int joined(int place) {
        return joined[place];
    }

    private static long key(int left, int right) {
        return ((long) left << 32) | right;
    }

    private int place(long key) {
        return (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & (keys.length - 1);
    }
}
