package dev.cloze.tokenizer.train;

import java.util.Arrays;
import java.util.Comparator;

/** Two pieces that stand side by side: how often they do, and in which words. */
final class Pair {
    /** The most frequent first; among equals the smaller left id, then the smaller right id. */
    static final Comparator<Pair> MERGE_ORDER = Comparator.<Pair>comparingLong(pair -> -pair.queuedCount)
            .thenComparingInt(pair -> pair.left)
            .thenComparingInt(pair -> pair.right);

    private static final int[] NOWHERE = {};

    final int left;
    final int right;

    /** Times that the pair occurs now. */
    long count;

    /** The count by which the queue has placed the pair; it may lag behind, above {@link #count}. */
    long queuedCount;

    boolean isQueued;

    /** Whether it waits to be queued anew, since it has been counted again. */
    boolean isGrown;

    private int[] words = NOWHERE;
    private int size;

    Pair(int left, int right) {
        this.left = left;
        this.right = right;
    }

    /** Notes a word that has the pair; a word may be noted more than once. */
    void addWord(int word) {
        if (size > 0 && words[size - 1] == word) {
            return;
        }
        if (size == words.length) {
            words = Arrays.copyOf(words, Math.max(4, size * 2));
        }
        words[size++] = word;
    }

    /** The noted words, which are forgotten. */
    int[] takeWords() {
        int[] taken = Arrays.copyOf(words, size);
        words = NOWHERE;
        size = 0;
        return taken;
    }
}
