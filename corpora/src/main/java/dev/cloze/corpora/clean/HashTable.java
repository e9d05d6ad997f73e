package dev.cloze.corpora.clean;

import java.util.Arrays;

/**
 * Counts of 64-bit hashes, open-addressed in primitive arrays. Two different things with one hash would be taken for the
 * same; among a million that happens once in some ten million texts.
 */
final class HashTable {
    private long[] keys = new long[0];
    private int[] counts = new int[0];
    private int mask;

    /** Empties the table for up to {@code entries} different hashes. */
    void clear(int entries) {
        int size = Math.max(16, Integer.highestOneBit(Math.max(1, entries)) << 2);
        if (size > keys.length) {
            keys = new long[size];
            counts = new int[size];
        } else {
            Arrays.fill(keys, 0, size, 0);
        }
        mask = size - 1;
    }

    /** Counts the hash once more and returns the slot that it has until the table is cleared. */
    int add(long hash) {
        long key = hash == 0 ? 1 : hash;
        int slot = (int) key & mask;
        while (keys[slot] != key) {
            if (keys[slot] == 0) {
                keys[slot] = key;
                counts[slot] = 0;
                break;
            }
            slot = slot + 1 & mask;
        }
        counts[slot]++;
        return slot;
    }

    int count(int slot) {
        return counts[slot];
    }
}
