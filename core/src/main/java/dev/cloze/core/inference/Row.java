package dev.cloze.core.inference;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A text, or a window of one, as the model reads it.
 *
 * @param ids the tokens, with the special ones at start and end
 * @param places the places in it that the model is asked about; none where it is asked for every token's vector
 * @param labels for each place the token that stood there, where the model is asked for its probability
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Row(int[] ids, int[] places, int[] labels) {
    private static final int[] NONE = {};

    /** A row for vectors. */
    static Row of(int... ids) {
        return new Row(ids, NONE, NONE);
    }

    /** A row in which one token is hidden, which is asked for. */
    static Row hiding(int[] ids, int place, int mask) {
        int[] hidden = ids.clone();
        hidden[place] = mask;
        return new Row(hidden, new int[] {place}, new int[] {ids[place]});
    }

    /** The same row, which is asked about these places. */
    Row asking(int... newPlaces) {
        return new Row(ids, newPlaces, NONE);
    }

    int length() {
        return ids.length;
    }

    /** Where a token stands; empty if nowhere. */
    int[] placesOf(int id) {
        return IntStream.range(0, ids.length).filter(i -> ids[i] == id).toArray();
    }

    @Override
    public String toString() {
        return Arrays.toString(ids);
    }
}
