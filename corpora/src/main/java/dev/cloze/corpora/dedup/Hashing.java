package dev.cloze.corpora.dedup;

import dev.cloze.corpora.Mixing;

/** The arithmetic of all hashes here, on 64 bits. Not for adversaries. */
final class Hashing {
    private Hashing() {}

    /** A hash of two numbers in their order. */
    static long mixed(long first, long second) {
        return Mixing.finish(Mixing.finish(first + Mixing.GOLDEN) + second);
    }

    /** The number at a place of the sequence that a seed stands for. */
    static long at(long seed, long place) {
        return Mixing.finish(mixed(seed, place) + Mixing.GOLDEN);
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
