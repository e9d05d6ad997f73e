package dev.cloze.trainer.batch;

import dev.cloze.corpora.pack.PackedRow;
import dev.cloze.trainer.objective.MaskedRow;
import java.util.Arrays;
import java.util.List;

/**
 * Masked rows as the model's inputs, row-major.
 *
 * @param rows B
 * @param length T
 * @param ids BT
 * @param positions BT, each token's place in its document's part of the row
 * @param documents BT, the number of the document within the row, -1 for padding
 * @param masked M, masked places as row * T + position
 * @param labels M
 * @param attendedPairs ordered pairs of tokens that see each other
 * @param tokens tokens that are not padding
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record MaskedBatch(
        int rows,
        int length,
        long[] ids,
        long[] positions,
        long[] documents,
        long[] masked,
        long[] labels,
        long attendedPairs,
        long tokens) {

    /** Joins rows; one shorter than {@code length} is filled up with padding that no token sees. */
    public static MaskedBatch of(List<PackedRow> rows, List<MaskedRow> maskedRows, int length, int padding) {
        int count = rows.size();
        long[] ids = new long[count * length];
        long[] positions = new long[count * length];
        long[] documents = new long[count * length];
        Arrays.fill(ids, padding);
        Arrays.fill(documents, -1);
        int places = maskedRows.stream().mapToInt(row -> row.places().length).sum();
        long[] masked = new long[places];
        long[] labels = new long[places];
        long pairs = 0;
        long tokens = 0;
        int filled = 0;
        for (int b = 0; b < count; b++) {
            int from = b * length;
            MaskedRow row = maskedRows.get(b);
            int[] starts = rows.get(b).documentStarts();
            for (int t = 0, document = -1; t < row.ids().length; t++) {
                if (document + 1 < starts.length && t == starts[document + 1]) {
                    document++;
                }
                ids[from + t] = row.ids()[t];
                positions[from + t] = (long) t - starts[document];
                documents[from + t] = document;
            }
            for (int i = 0; i < row.places().length; i++, filled++) {
                masked[filled] = (long) from + row.places()[i];
                labels[filled] = row.labels()[i];
            }
            tokens += row.ids().length;
            pairs += pairs(starts, row.ids().length);
        }
        return new MaskedBatch(count, length, ids, positions, documents, masked, labels, pairs, tokens);
    }

    private static long pairs(int[] starts, int end) {
        long pairs = 0;
        for (int i = 0; i < starts.length; i++) {
            int next = i + 1 < starts.length ? starts[i + 1] : end;
            long size = (long) next - starts[i];
            pairs += size * size;
        }
        return pairs;
    }
}
