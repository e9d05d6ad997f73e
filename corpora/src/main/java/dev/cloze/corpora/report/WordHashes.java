package dev.cloze.corpora.report;

import java.util.Arrays;

/** 64-bit hashes of a text's words, the runs without white space. */
final class WordHashes {
    private static final long FIRST = 0x9e3779b97f4a7c15L;
    private static final long FACTOR = 0xd6e8feb86659fd93L;

    private WordHashes() {}

    static long[] of(String text) {
        long[] hashes = new long[8 + text.length() / 4];
        int words = 0;
        int at = 0;
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
                continue;
            }
            long hash = FIRST;
            while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
                hash = (hash ^ text.charAt(at++)) * FACTOR;
                hash ^= hash >>> 32;
            }
            if (words == hashes.length) {
                hashes = Arrays.copyOf(hashes, 2 * words);
            }
            hashes[words++] = finish(hash);
        }
        return Arrays.copyOf(hashes, words);
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood 2014): each bit of the result depends on each of the state. */
    private static long finish(long state) {
        long mixed = state;
        mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }
}
