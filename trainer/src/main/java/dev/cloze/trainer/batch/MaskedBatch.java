package dev.cloze.trainer.batch;

import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.graph.AttendedPairs;
import dev.cloze.core.torch.NativeArgument;
import dev.cloze.core.torch.RowArrays;
import dev.cloze.core.torch.Scope;
import dev.cloze.corpora.pack.PackedRow;
import dev.cloze.trainer.objective.MaskedRow;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

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
        AttendedPairs attendedPairs,
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
        IntStream.Builder lengths = IntStream.builder();
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
            addLengths(starts, row.ids().length, lengths);
        }
        AttendedPairs pairs = AttendedPairs.ofDocuments(lengths.build().toArray());
        return new MaskedBatch(count, length, ids, positions, documents, masked, labels, pairs, tokens);
    }

    /** The model's first inputs, up to the labels, in a list that the others can be added to. */
    public List<NativeArgument> arrays(Scope step, EncoderConfig config) {
        List<NativeArgument> arguments = questions(step, config);
        arguments.add(step.longs(labels, labels.length));
        return arguments;
    }

    /** The model's inputs up to the masked places, without the labels. */
    public List<NativeArgument> questions(Scope step, EncoderConfig config) {
        List<NativeArgument> arguments = RowArrays.of(step, config, rows, length, ids, positions, documents);
        arguments.add(step.longs(masked, masked.length));
        return arguments;
    }

    private static void addLengths(int[] starts, int end, IntStream.Builder lengths) {
        for (int i = 0; i < starts.length; i++) {
            int next = i + 1 < starts.length ? starts[i + 1] : end;
            lengths.add(next - starts[i]);
        }
    }
}
