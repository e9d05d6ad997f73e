package dev.cloze.tokenizer.encode;

import java.util.Arrays;

/**
 * Chunks seen lately, as many as there are places; a new one takes the place of one that has not been asked for lately.
 * All threads share it without locks: a chunk is immutable, so whoever finds one finds it whole, and one that was lost is
 * made again.
 */
final class ChunkCache {
    /** Longer chunks seldom come again. */
    static final int LONGEST = 32;

    /** Some 30 MB once it is full of words. */
    private static final int PLACES = 1 << 18;

    /** So many places beside each other may hold a chunk. */
    private static final int WAYS = 4;

    private final Chunk[] chunks = new Chunk[PLACES];

    /** The chunk of this text, or null. */
    Chunk find(char[] text, int from, int to, int hash) {
        int first = first(hash);
        for (int i = first; i < first + WAYS; i++) {
            Chunk chunk = chunks[i];
            if (chunk != null && chunk.is(text, from, to, hash)) {
                if (i > first) {
                    chunks[i] = chunks[i - 1];
                    chunks[i - 1] = chunk;
                }
                return chunk;
            }
        }
        return null;
    }

    /** Adds a chunk in the middle: what is asked for again moves ahead, what is not falls out. */
    void put(Chunk chunk) {
        int first = first(chunk.hash);
        chunks[first + WAYS - 1] = chunks[first + WAYS / 2];
        chunks[first + WAYS / 2] = chunk;
    }

    void clear() {
        Arrays.fill(chunks, null);
    }

    private static int first(int hash) {
        return hash & (PLACES - WAYS);
    }
}
