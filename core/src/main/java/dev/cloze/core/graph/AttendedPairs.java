package dev.cloze.core.graph;

import java.util.Arrays;
import java.util.OptionalInt;

/** The ordered pairs of tokens of a batch that see each other, themselves included: what attention's cost goes by. */
public final class AttendedPairs {
    private final int[] documentLengths;

    private AttendedPairs(int[] documentLengths) {
        this.documentLengths = documentLengths;
    }

    /** Of documents with so many tokens each, in whatever rows. */
    public static AttendedPairs ofDocuments(int... lengths) {
        return new AttendedPairs(lengths.clone());
    }

    /** Of full rows, each one document. */
    public static AttendedPairs ofRows(int rows, int length) {
        int[] lengths = new int[rows];
        Arrays.fill(lengths, length);
        return new AttendedPairs(lengths);
    }

    /** How many there are when a token sees those of its document at most {@code reach} places away, or all of them. */
    public long within(OptionalInt reach) {
        return Arrays.stream(documentLengths)
                .mapToLong(length -> pairs(length, Math.min(length, reach.orElse(length))))
                .sum();
    }

    /** A band of {@code 2 reach + 1} diagonals, without its two corners that lie outside of the square. */
    private static long pairs(long length, long reach) {
        return reach >= length - 1 ? length * length : length * (2 * reach + 1) - reach * (reach + 1);
    }
}
