package dev.cloze.corpora.dedup;

/** The arithmetic of all hashes here, on 64 bits. Not for adversaries. */
final class Hashing {
    /** The golden ratio's fraction, odd: the step of SplitMix64 (Steele, Lea and Flood 2014). */
    static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private static final long FACTOR_1 = 0xbf58476d1ce4e5b9L;
    private static final long FACTOR_2 = 0x94d049bb133111ebL;

    private Hashing() {}

    /** SplitMix64's finaliser: a permutation in which every bit reaches every bit. */
    static long mixed(long value) {
        long h = (value ^ value >>> 30) * FACTOR_1;
        h = (h ^ h >>> 27) * FACTOR_2;
        return h ^ h >>> 31;
    }

    /** A hash of two numbers in their order. */
    static long mixed(long first, long second) {
        return mixed(mixed(first + GOLDEN) + second);
    }

    /** The number at a place of the sequence that a seed stands for. */
    static long at(long seed, long place) {
        return mixed(mixed(seed, place) + GOLDEN);
    }

    /** A hash of a short text, such as the name of a file. */
    static long of(String text) {
        long hash = text.length();
        for (int i = 0; i < text.length(); i++) {
            hash = mixed(hash, text.charAt(i));
        }
        return hash;
    }
}
