package dev.cloze.tokenizer.encode;

/**
 * Chunks seen lately, as many as there are places; a new one takes the place of an old one. All threads share it
 * without locks: a chunk is immutable, so whoever finds one finds it whole, and one that was lost is made again.
 */
final class ChunkCache {
    /** Some 15 MB once it is full of words. */
    static final int PLACES = 1 << 17;

    /** Longer chunks seldom come again. */
    static final int LONGEST = 32;

    private final Chunk[] chunks = new Chunk[PLACES];

    /** The chunk of this text, or null. */
    Chunk find(char[] text, int from, int to, int hash) {
        Chunk chunk = chunks[hash & (PLACES - 1)];
        if (chunk != null && chunk.is(text, from, to, hash)) {
            return chunk;
        }
        chunk = chunks[second(hash)];
        return chunk != null && chunk.is(text, from, to, hash) ? chunk : null;
    }

    void put(Chunk chunk) {
        int first = chunk.hash & (PLACES - 1);
        // The older of two goes to its second place, unless that is taken.
        Chunk older = chunks[first];
        if (older != null && chunks[second(older.hash)] == null) {
            chunks[second(older.hash)] = older;
        }
        chunks[first] = chunk;
    }

    private static int second(int hash) {
        return ((hash * 0x9E3779B9) >>> 13) & (PLACES - 1);
    }
}
