package dev.cloze.tokenizer.encode;

import java.util.Arrays;

/** A stretch of text and its tokens, their words and places counted from its beginning. Immutable. */
final class Chunk {
    final int hash;
    final int words;

    /** As {@link TokenList} has them. */
    final int[] fields;

    private final char[] text;

    Chunk(char[] text, int hash, TokenList tokens) {
        this.text = text;
        this.hash = hash;
        words = tokens.words();
        fields = tokens.fields();
    }

    boolean is(char[] characters, int from, int to, int otherHash) {
        return hash == otherHash && Arrays.equals(text, 0, text.length, characters, from, to);
    }

    static int hash(char[] text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text[i];
        }
        // Spread, since a place in the table is the lowest bits.
        return hash ^ (hash >>> 15) ^ (hash << 7);
    }
}
