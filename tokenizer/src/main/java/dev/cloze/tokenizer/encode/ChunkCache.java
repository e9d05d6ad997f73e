package dev.cloze.tokenizer.encode;

/**
 * Chunks seen lately and their tokens, in two generations: once the younger one is full it becomes the elder one, and what
 * was the elder falls out with all that has not been asked for since. All threads share it. They look without locks, as
 * most looks find something, and take turns to add.
 */
final class ChunkCache {
    /** Longer chunks seldom come again. */
    static final int LONGEST = 32;

    private volatile Chunks younger = new Chunks();
    private volatile Chunks elder = Chunks.NONE;

    /** Appends the tokens of a chunk, {@code section.characters[from..to)}, if it is known; whether it is. */
    boolean addTokens(Section section, int from, int to, TokenList tokens) {
        int hash = hash(section.characters, from, to);
        return younger.addTokens(section, from, to, hash, tokens) || addElder(section, from, to, hash, tokens);
    }

    private boolean addElder(Section section, int from, int to, int hash, TokenList tokens) {
        Chunks before = elder;
        if (!before.addTokens(section, from, to, hash, tokens)) {
            return false;
        }
        add(before.entry(section.characters, from, to, hash), hash);
        return true;
    }

    /** Remembers the chunk {@code text[from..to)} with its tokens, whose places are counted from its beginning. */
    void put(char[] text, int from, int to, TokenList tokens) {
        add(Chunks.entry(text, from, to, tokens), hash(text, from, to));
    }

    private synchronized void add(char[] entry, int hash) {
        if (!younger.add(entry, hash)) {
            elder = younger;
            younger = new Chunks();
            younger.add(entry, hash);
        }
    }

    synchronized void clear() {
        elder = Chunks.NONE;
        younger = new Chunks();
    }

    private static int hash(char[] text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text[i];
        }
        // Spread, since a place in the table is the lowest bits.
        return hash ^ (hash >>> 15) ^ (hash << 7);
    }
}
