package dev.cloze.tokenizer.train;

import java.util.Arrays;

/**
 * Distinct words, spelt in ids of pieces, and how often each occurs; flat arrays, four bytes for an id. Words of one
 * piece have nothing to join: of them only the count of the piece is kept.
 */
final class SpeltWords {
    /** The words one after the other. */
    int[] symbols = new int[1 << 12];

    /** Where each word begins, and where the last one ends. */
    int[] starts = new int[1 << 10];

    long[] counts = new long[1 << 10];

    /** How often each piece occurs, in all words. */
    long[] pieceCounts;

    private int end;
    private int size;

    /**
     * No words yet.
     *
     * @param pieces number of pieces that words are spelt in
     */
    SpeltWords(int pieces) {
        pieceCounts = new long[pieces];
    }

    int size() {
        return size;
    }

    /** Adds one id to the word that is being spelt. */
    void spell(int piece) {
        if (end == symbols.length) {
            symbols = Arrays.copyOf(symbols, larger(end));
        }
        symbols[end++] = piece;
    }

    /** Ends the word. */
    void end(long count) {
        for (int i = starts[size]; i < end; i++) {
            pieceCounts[symbols[i]] = Math.addExact(pieceCounts[symbols[i]], count);
        }
        if (end - starts[size] < 2) {
            end = starts[size];
            return;
        }
        if (size + 1 == starts.length) {
            starts = Arrays.copyOf(starts, larger(size));
            counts = Arrays.copyOf(counts, starts.length);
        }
        counts[size++] = count;
        starts[size] = end;
    }

    private static int larger(int length) {
        if (length > 1 << 30) {
            throw new OutOfMemoryError("vocabulary training: expected distinct words of 2^30 letters in all at most");
        }
        return length + (length >> 1) + 16;
    }
}
