package dev.cloze.corpora.dedup;

import java.util.Arrays;

/**
 * MinHash signatures (Broder 1997): of each of several hash functions the least value over a text's runs of words. The
 * share of equal values of two signatures is an unbiased estimate of the Jaccard similarity of their texts.
 *
 * <p>Each run is hashed once, well, to 32 bits; the functions are {@code a x + b} modulo 2^32 with odd {@code a}, all
 * permutations of these. They are computed one beside the other, eight runs at a time, in a loop that the compiler turns
 * into vector instructions: so the plain method is as fast as those that save hash functions (one-permutation hashing,
 * SuperMinHash), without their empty bins or their dependence.
 */
final class MinHash {
    private static final int AT_ONCE = 8;

    private final NearRule rule;
    private final int[] factors;
    private final int[] summands;

    MinHash(NearRule rule) {
        this.rule = rule;
        factors = new int[rule.hashes()];
        summands = new int[rule.hashes()];
        for (int i = 0; i < factors.length; i++) {
            long random = Hashing.at(rule.seed(), i);
            factors[i] = (int) random | 1;
            summands[i] = (int) (random >>> Integer.SIZE);
        }
    }

    /** The signature of a text with the given hashes of runs, one or more. */
    int[] signature(long... shingles) {
        int[] least = new int[factors.length];
        Arrays.fill(least, Integer.MAX_VALUE);
        for (int at = 0; at < shingles.length; at += AT_ONCE) {
            // The last runs are taken again at the end: what is seen twice changes no minimum.
            int last = shingles.length - 1;
            lower(
                    least,
                    value(shingles[at]),
                    value(shingles[Math.min(at + 1, last)]),
                    value(shingles[Math.min(at + 2, last)]),
                    value(shingles[Math.min(at + 3, last)]),
                    value(shingles[Math.min(at + 4, last)]),
                    value(shingles[Math.min(at + 5, last)]),
                    value(shingles[Math.min(at + 6, last)]),
                    value(shingles[Math.min(at + 7, last)]));
        }
        return least;
    }

    private static int value(long shingle) {
        return (int) (shingle >>> Integer.SIZE);
    }

    private void lower(int[] least, int x0, int x1, int x2, int x3, int x4, int x5, int x6, int x7) {
        int[] a = factors;
        int[] b = summands;
        for (int i = 0; i < least.length; i++) {
            int factor = a[i];
            int summand = b[i];
            int h01 = Math.min(factor * x0 + summand, factor * x1 + summand);
            int h23 = Math.min(factor * x2 + summand, factor * x3 + summand);
            int h45 = Math.min(factor * x4 + summand, factor * x5 + summand);
            int h67 = Math.min(factor * x6 + summand, factor * x7 + summand);
            least[i] = Math.min(least[i], Math.min(Math.min(h01, h23), Math.min(h45, h67)));
        }
    }

    /** The keys of the bands of a signature: texts with an equal key are candidates. */
    long[] bandKeys(int... signature) {
        long[] keys = new long[rule.bands()];
        for (int band = 0; band < keys.length; band++) {
            long key = band;
            for (int row = 0; row < rule.rows(); row++) {
                key = Hashing.mixed(key, signature[band * rule.rows() + row]);
            }
            keys[band] = key;
        }
        return keys;
    }

    /** The share of equal values, an estimate of the similarity with standard error {@code sqrt(J (1 - J) / hashes)}. */
    static double estimate(int[] first, int[] second) {
        int equal = 0;
        for (int i = 0; i < first.length; i++) {
            equal += first[i] == second[i] ? 1 : 0;
        }
        return (double) equal / first.length;
    }
}
