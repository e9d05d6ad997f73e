package dev.cloze.tokenizer;

/**
 * The tokens of a text with the words and places that they come from.
 *
 * @param ids the bare ids, without special tokens around them
 * @param wordIds for each token the number of its word, as the pre-tokenizer cuts words, from 0 on; it never falls, and
 *     skips words of which nothing is left
 * @param starts for each token where in the text the characters begin that it stands for, in {@code char}s
 * @param ends where they end, exclusive; tokens that are bytes of one character all stand for the whole of it
 */
@SuppressWarnings("ArrayRecordComponent") // columns for loops; two encodings are never compared
public record Encoding(int[] ids, int[] wordIds, int[] starts, int[] ends) {
    public Encoding {
        if (wordIds.length != ids.length || starts.length != ids.length || ends.length != ids.length) {
            throw new IllegalArgumentException("encoding: expected columns of the same length, got " + ids.length + ", "
                    + wordIds.length + ", " + starts.length + " and " + ends.length);
        }
    }

    /** Number of tokens. */
    public int size() {
        return ids.length;
    }
}
