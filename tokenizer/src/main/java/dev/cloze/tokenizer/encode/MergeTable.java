package dev.cloze.tokenizer.encode;

import java.util.Arrays;

/** The merges of a byte-pair vocabulary: for a pair of ids its rank and what it becomes. */
public final class MergeTable {
    /** More than any rank. */
    static final int ABSENT = Integer.MAX_VALUE;

    /** Ids and ranks are less, so that a pair and its rank fit into one number. */
    public static final int MOST = 1 << 21;

    private static final long FREE = -1;
    private static final int ID_BITS = 21;
    private static final int RANK_BITS = 22;

    /** So many bits for each place of the table: of the pairs without a merge one in sixteen or fewer are looked up. */
    private static final int BITS_OF_PLACE = 8;

    /** For each pair the left id, the right one and the rank, in this order: a look fetches one line of memory. */
    private final long[] table;

    /** A bit for each pair (Bloom 1970): most that are asked for have no merge, which these say from near by. */
    private final long[] known;

    private final int[] joined;
    private int next;

    /** An empty table with room for so many merges, at most {@link #MOST}. */
    public MergeTable(int merges) {
        table = new long[Integer.highestOneBit(Math.max(8, merges)) * 4];
        Arrays.fill(table, FREE);
        known = new long[table.length * BITS_OF_PLACE / Long.SIZE];
        joined = new int[merges];
    }

    /** Adds the next merge, of ids less than {@link #MOST}. If there was one of the same pair, the later counts. */
    public void add(int left, int right, int result) {
        if (Math.max(left, right) >= MOST || next >= MOST) {
            throw new IllegalArgumentException(
                    "merge " + next + ": expected ids less than " + MOST + ", got " + left + " and " + right);
        }
        long pair = pair(left, right);
        int hash = hash(pair);
        table[place(pair, hash)] = pair << RANK_BITS | next;
        known[hash >>> 6 & (known.length - 1)] |= 1L << hash;
        joined[next++] = result;
    }

    /** The rank of the merge of a pair, 0 for the first in training, or {@link #ABSENT}. */
    int rank(int left, int right) {
        long pair = pair(left, right);
        int hash = hash(pair);
        if ((known[hash >>> 6 & (known.length - 1)] & 1L << hash) == 0) {
            return ABSENT;
        }
        long found = table[place(pair, hash)];
        return found == FREE ? ABSENT : (int) found & ((1 << RANK_BITS) - 1);
    }

    /** What the merge of a rank makes of its pair. */
    int joined(int rank) {
        return joined[rank];
    }

    private int place(long pair, int hash) {
        int mask = table.length - 1;
        int at = hash & mask;
        while (table[at] != FREE && table[at] >>> RANK_BITS != pair) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private static int hash(long pair) {
        return (int) ((pair * 0x9E3779B97F4A7C15L) >>> 32);
    }

    private static long pair(int left, int right) {
        return (long) left << ID_BITS | right;
    }
}
