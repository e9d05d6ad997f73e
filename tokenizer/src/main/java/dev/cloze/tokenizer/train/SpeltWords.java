package dev.cloze.tokenizer.train;

import java.util.Arrays;

/** Distinct words, spelt in ids of pieces, and how often each occurs; flat arrays, four bytes for an id. */
final class SpeltWords {
    private int[] symbols = new int[1 << 12];
    private int size;
    private int[] starts = new int[1 << 10];
    private long[] counts = new long[1 << 10];
    private int words;

    /** Adds one id to the word that is being spelt. */
    void spell(int piece) {
        if (size == symbols.length) {
            symbols = Arrays.copyOf(symbols, larger(size));
        }
        symbols[size++] = piece;
    }

    /** Ends the word. */
    void end(long count) {
        if (words + 1 == starts.length) {
            starts = Arrays.copyOf(starts, larger(words));
            counts = Arrays.copyOf(counts, starts.length);
        }
        counts[words++] = count;
        starts[words] = size;
    }

    private static int larger(int length) {
        if (length > (1 << 30)) {
            throw new OutOfMemoryError("vocabulary training: expected distinct words of 2^30 letters in all at most");
        }
        return length + (length >> 1) + 16;
    }

    int[] symbols() {
        return Arrays.copyOf(symbols, size);
    }

    /** Where each word begins, and where the last one ends. */
    int[] starts() {
        return Arrays.copyOf(starts, words + 1);
    }

    long[] counts() {
        return Arrays.copyOf(counts, words);
    }
}
