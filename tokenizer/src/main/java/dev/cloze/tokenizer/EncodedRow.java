package dev.cloze.tokenizer;

/**
 * What a model is given of a text or of a pair of texts: their tokens with the special ones around them, a column for each
 * thing that is known of a token.
 *
 * @param ids the ids
 * @param typeIds for each token its type (segment), as the template says
 * @param sequenceIds 0 for a token of the first text, 1 for one of the second, {@link #NONE} for a special one
 * @param wordIds the number of its word in its text, as in {@link Encoding}; {@link #NONE} for a special one
 * @param starts where in its text the characters begin that it stands for, in {@code char}s; 0 for a special one
 * @param ends where they end, exclusive; 0 for a special one
 */
@SuppressWarnings("ArrayRecordComponent") // columns for loops; two rows are never compared
public record EncodedRow(int[] ids, int[] typeIds, int[] sequenceIds, int[] wordIds, int[] starts, int[] ends) {
    /** The text and the word of a special token, as the reference counts. */
    public static final int NONE = -1;

    public EncodedRow {
        for (int[] column : new int[][] {typeIds, sequenceIds, wordIds, starts, ends}) {
            if (column.length != ids.length) {
                throw new IllegalArgumentException(
                        "row: expected columns of " + ids.length + " tokens, got one of " + column.length);
            }
        }
    }

    /** Number of tokens, special ones included. */
    public int size() {
        return ids.length;
    }

    /** For each token 1 if the template has put it there, 0 if it is of a text. */
    public int[] specialTokensMask() {
        int[] mask = new int[size()];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = sequenceIds[i] == NONE ? 1 : 0;
        }
        return mask;
    }
}
