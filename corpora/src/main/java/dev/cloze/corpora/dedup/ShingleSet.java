package dev.cloze.corpora.dedup;

import java.util.Arrays;

/** The different runs of words of one text, as sorted 64-bit hashes. */
final class ShingleSet {
    static final ShingleSet EMPTY = new ShingleSet();

    private final long[] hashes;

    private ShingleSet(long... sorted) {
        hashes = sorted;
    }

    static ShingleSet of(String text, int shingleWords) {
        return ofHashes(new TextScan(text).shingleHashes(shingleWords));
    }

    /** Takes the array over. */
    static ShingleSet ofHashes(long... hashes) {
        Arrays.sort(hashes);
        int different = 0;
        for (int i = 0; i < hashes.length; i++) {
            if (i == 0 || hashes[i] != hashes[i - 1]) {
                hashes[different++] = hashes[i];
            }
        }
        return new ShingleSet(different == hashes.length ? hashes : Arrays.copyOf(hashes, different));
    }

    int size() {
        return hashes.length;
    }

    /** What both have, as a share of what either has; 0 if both are empty. */
    double jaccard(ShingleSet other) {
        int shared = 0;
        int i = 0;
        int j = 0;
        while (i < hashes.length && j < other.hashes.length) {
            long mine = hashes[i];
            long theirs = other.hashes[j];
            shared += mine == theirs ? 1 : 0;
            i += mine <= theirs ? 1 : 0;
            j += theirs <= mine ? 1 : 0;
        }
        long either = (long) hashes.length + other.hashes.length - shared;
        return either == 0 ? 0 : (double) shared / either;
    }

    /** Whether the similarity is high enough; told by the sizes alone if these differ too much. */
    boolean resembles(ShingleSet other, double leastJaccard) {
        long smaller = Math.min(hashes.length, other.hashes.length);
        long larger = Math.max(hashes.length, other.hashes.length);
        return smaller >= leastJaccard * larger && jaccard(other) >= leastJaccard;
    }
}
