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

    /** Looks for all chunks of a batch. */
    void find(Batch batch) {
        younger.find(batch);
    }

    /** Appends the tokens of a chunk of a batch, which has been looked for, if it is known; whether it is. */
    boolean addTokens(Batch batch, int chunk, TokenList tokens, NewEntries entries) {
        Chunks chunks = batch.found();
        return chunks.addTokens(batch.place(chunk), batch, chunk, tokens)
                || chunks.addTokens(chunks.find(batch, chunk), batch, chunk, tokens)
                || addElder(batch, chunk, tokens, entries);
    }

    private boolean addElder(Batch batch, int chunk, TokenList tokens, NewEntries entries) {
        Chunks before = elder;
        int place = before.find(batch, chunk);
        if (!before.addTokens(place, batch, chunk, tokens)) {
            return false;
        }
        before.copy(place, entries);
        return true;
    }

    /** Remembers new entries. */
    synchronized void add(NewEntries entries) {
        for (int at = 0; at < entries.used(); at += entries.entries()[at]) {
            if (!younger.add(entries.entries(), at)) {
                elder = younger;
                younger = new Chunks();
                younger.add(entries.entries(), at);
            }
        }
    }

    synchronized void clear() {
        elder = Chunks.NONE;
        younger = new Chunks();
    }
}
