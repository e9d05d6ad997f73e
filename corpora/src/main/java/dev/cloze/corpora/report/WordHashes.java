package dev.cloze.corpora.report;

import dev.cloze.corpora.Mixing;
import java.util.Arrays;

/** 64-bit hashes of a text's words, the runs without white space. */
final class WordHashes {
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
            long hash = Mixing.GOLDEN;
            while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
                hash = (hash ^ text.charAt(at++)) * FACTOR;
                hash ^= hash >>> 32;
            }
            if (words == hashes.length) {
                hashes = Arrays.copyOf(hashes, 2 * words);
            }
            hashes[words++] = Mixing.finish(hash);
        }
        return Arrays.copyOf(hashes, words);
    }
}
