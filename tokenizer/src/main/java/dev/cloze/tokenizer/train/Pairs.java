package dev.cloze.tokenizer.train;

import java.util.Arrays;

/**
 * Pairs of pieces that stand side by side, as numbers from 0 into flat arrays: their two ids, how often they occur and in
 * which words. Looked up by ids through a hash table with open addressing. Objects would take three times the memory.
 */
final class Pairs {
    private static final int FEWEST = 1 << 10;

    private long[] keys = new long[FEWEST];
    private long[] counts = new long[FEWEST];

    /** Where the numbers of a pair's words begin in {@link #words}, and how many they are. */
    private int[] starts = new int[FEWEST];

    private int[] lengths = new int[FEWEST];
    private int size;

    /** Number of the pair and 1; 0 where there is none. */
    private int[] slots = new int[2 * FEWEST];

    private int[] words = new int[FEWEST];
    private int wordsEnd;

    private final long leastCount;

    /**
     * No pairs yet.
     *
     * @param leastCount the words of a pair whose count is lower will not be asked for
     */
    Pairs(long leastCount) {
        this.leastCount = leastCount;
    }

    static long key(int left, int right) {
        return (long) left << 32 | right;
    }

    int size() {
        return size;
    }

    int left(int pair) {
        return (int) (keys[pair] >>> 32);
    }

    int right(int pair) {
        return (int) keys[pair];
    }

    long key(int pair) {
        return keys[pair];
    }

    long count(int pair) {
        return counts[pair];
    }

    /** Number of words in which the pair stood at first. */
    int length(int pair) {
        return lengths[pair];
    }

    /** One of those words. */
    int word(int pair, int index) {
        return words[starts[pair] + index];
    }

    void count(int pair, long count) {
        counts[pair] = count;
    }

    private int slot(long key) {
        int mask = slots.length - 1;
        long mixed = key * 0x9E3779B97F4A7C15L;
        int slot = (int) (mixed >>> 32) & mask;
        while (slots[slot] != 0 && keys[slots[slot] - 1] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** The number of a pair; -1 if there is none. */
    int find(int left, int right) {
        return slots[slot(key(left, right))] - 1;
    }

    /** The number of a pair that may be new, with a count of 0 and no words. */
    int findOrAdd(int left, int right) {
        int slot = slot(key(left, right));
        return slots[slot] != 0 ? slots[slot] - 1 : add(key(left, right), slot);
    }

    private int add(long key, int freeSlot) {
        int slot = freeSlot;
        if (2 * size >= slots.length) {
            slots = new int[2 * slots.length];
            for (int pair = 0; pair < size; pair++) {
                slots[slot(keys[pair])] = pair + 1;
            }
            slot = slot(key);
        }
        if (size == keys.length) {
            int longer = size + (size >> 1);
            keys = Arrays.copyOf(keys, longer);
            counts = Arrays.copyOf(counts, longer);
            starts = Arrays.copyOf(starts, longer);
            lengths = Arrays.copyOf(lengths, longer);
        }
        keys[size] = key;
        counts[size] = 0;
        starts[size] = 0;
        lengths[size] = 0;
        slots[slot] = ++size;
        return size - 1;
    }

    /** Takes one from the count of a pair, if it is one that is kept. */
    void subtract(int left, int right, long times) {
        int pair = find(left, right);
        if (pair >= 0) {
            counts[pair] -= times;
        }
    }

    /** Makes room for the words of a pair, which are then put in one by one. */
    void reserve(int pair, int length) {
        if (wordsEnd + (long) length > words.length) {
            makeRoom(length);
        }
        starts[pair] = wordsEnd;
        lengths[pair] = length;
        wordsEnd += length;
    }

    void putWord(int pair, int index, int word) {
        words[starts[pair] + index] = word;
    }

    /** The words of a pair will not be asked for again. */
    void forgetWords(int pair) {
        lengths[pair] = 0;
    }

    private void makeRoom(int length) {
        long used = 0;
        for (int pair = 0; pair < size; pair++) {
            used += counts[pair] < leastCount ? 0 : lengths[pair];
        }
        long wanted = Math.max(used + length, used + (used >> 1));
        if (wanted > Integer.MAX_VALUE - 8) {
            wanted = Integer.MAX_VALUE - 8;
        }
        if (wanted < used + length) {
            throw new OutOfMemoryError("vocabulary training: expected 2^31 places of pairs in words at most");
        }
        int[] moved = new int[(int) wanted];
        int end = 0;
        for (int pair = 0; pair < size; pair++) {
            lengths[pair] = counts[pair] < leastCount ? 0 : lengths[pair];
            System.arraycopy(words, starts[pair], moved, end, lengths[pair]);
            starts[pair] = end;
            end += lengths[pair];
        }
        words = moved;
        wordsEnd = end;
    }

    void clear() {
        size = 0;
        wordsEnd = 0;
        Arrays.fill(slots, 0);
    }
}
