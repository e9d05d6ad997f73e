package dev.cloze.benchmarks.attention;

import dev.cloze.core.graph.AttendedPairs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;

/** Which token of which row belongs to which document: what attention has to know of a batch. */
public final class DocumentRows {
    private static final long PADDING = -1;

    private final int rows;
    private final int length;
    private final long[] documents_BT;
    private final int[] documentLengths;

    private DocumentRows(int rows, int length, long[] documents_BT, List<Integer> documentLengths) {
        this.rows = rows;
        this.length = length;
        this.documents_BT = documents_BT;
        this.documentLengths =
                documentLengths.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Rows that are one document each. */
    static DocumentRows full(int rows, int length) {
        return padded(rows, length, () -> length);
    }

    /** Rows with one document each, cut to the row's length, and padding behind it. */
    static DocumentRows padded(int rows, int length, IntSupplier lengths) {
        long[] documents = new long[rows * length];
        List<Integer> taken = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            int tokens = Math.min(length, lengths.getAsInt());
            taken.add(tokens);
            Arrays.fill(documents, row * length + tokens, (row + 1) * length, PADDING);
        }
        return new DocumentRows(rows, length, documents, taken);
    }

    /** Rows filled with one document after another; what is left of one at a row's end begins the next row. */
    static DocumentRows packed(int rows, int length, IntSupplier lengths) {
        long[] documents = new long[rows * length];
        List<Integer> taken = new ArrayList<>();
        int left = 0;
        for (int row = 0; row < rows; row++) {
            int number = 0;
            for (int from = 0; from < length; number++) {
                left = left == 0 ? lengths.getAsInt() : left;
                int tokens = Math.min(left, length - from);
                Arrays.fill(documents, row * length + from, row * length + from + tokens, number);
                taken.add(tokens);
                left -= tokens;
                from += tokens;
            }
        }
        return new DocumentRows(rows, length, documents, taken);
    }

    public int rows() {
        return rows;
    }

    public int length() {
        return length;
    }

    /** BT: the number of each token's document within its row, -1 for padding. Tokens of equal numbers see each other. */
    public long[] documents() {
        return documents_BT.clone();
    }

    /** Tokens that are not padding. */
    public long usefulTokens() {
        return Arrays.stream(documentLengths).asLongStream().sum();
    }

    /** How many documents, or pieces of them, there are. */
    int count() {
        return documentLengths.length;
    }

    AttendedPairs pairs() {
        return AttendedPairs.ofDocuments(documentLengths);
    }

    boolean isPadding(int row, int place) {
        return documents_BT[row * length + place] == PADDING;
    }

    long document(int row, int place) {
        return documents_BT[row * length + place];
    }
}
