package dev.cloze.trainer.objective;

import java.util.Optional;
import java.util.stream.IntStream;

/** The words of a row, in order, none with a special token; word w is at places starts[w] to below ends[w]. */
final class RowWords {
    private final int[] starts;
    private final int[] ends;

    private RowWords(int[] starts, int[] ends) {
        this.starts = starts;
        this.ends = ends;
    }

    /** Without word starts, each token is a word. */
    static RowWords of(int[] ids, boolean[] special, Optional<WordStarts> words) {
        int[] starts = IntStream.range(0, ids.length)
                .filter(i -> !special[ids[i]])
                .filter(i -> i == 0
                        || special[ids[i - 1]]
                        || words.isEmpty()
                        || words.get().between(ids[i - 1], ids[i]))
                .toArray();
        int[] ends = new int[starts.length];
        for (int w = 0; w < starts.length; w++) {
            int next = w + 1 < starts.length ? starts[w + 1] : ids.length;
            int end = starts[w] + 1;
            while (end < next && !special[ids[end]]) {
                end++;
            }
            ends[w] = end;
        }
        return new RowWords(starts, ends);
    }

    int size() {
        return starts.length;
    }

    /** How many tokens the words have together. */
    int tokens() {
        return IntStream.range(0, size()).map(this::length).sum();
    }

    int length(int word) {
        return ends[word] - starts[word];
    }

    /** Whether nothing stands between a word and the one before it. */
    boolean adjoins(int word) {
        return ends[word - 1] == starts[word];
    }

    /** The places of some words' tokens, ascending. */
    int[] places(boolean[] chosen) {
        return IntStream.range(0, size())
                .filter(w -> chosen[w])
                .flatMap(w -> IntStream.range(starts[w], ends[w]))
                .toArray();
    }
}
