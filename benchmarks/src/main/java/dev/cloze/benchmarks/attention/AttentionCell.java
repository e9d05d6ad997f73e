package dev.cloze.benchmarks.attention;

import dev.cloze.benchmarks.harness.Rounds;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * One task that every attention does.
 *
 * @param lengths where the lengths of documents come from; empty for rows that are one document each
 * @param hasMemory whether the memory of each attention is measured, in a process of its own
 */
record AttentionCell(
        Layout layout, Optional<DocumentLengths> lengths, AttentionTask task, Rounds rounds, boolean hasMemory) {
    private static final long SEED = 11;
    /** Of a cell's rounds together, roughly. */
    private static final long FLOPS = 100_000_000_000L;

    /** A cell of so many tokens, in rows of a length. */
    static AttentionCell of(
            Layout layout, Optional<DocumentLengths> lengths, int tokens, int length, int heads, int headWidth)
            throws IOException {
        DocumentRows rows = layout.rows(Math.max(1, tokens / length), length, lengths, SEED);
        AttentionTask task = new AttentionTask(rows, heads, headWidth, layout.reach());
        // By what kernels do that compute the whole square. A call of some milliseconds needs more rounds than a long
        // one.
        long square = 12L * rows.rows() * length * length * heads * headWidth;
        int measured = (int) Math.max(9, Math.min(15, FLOPS / square));
        return new AttentionCell(layout, lengths, task, new Rounds(2, measured, 3), false);
    }

    AttentionCell withMemory() {
        return new AttentionCell(layout, lengths, task, rounds, true);
    }

    /** As {@code packed-wordnet/T512-K64-H4-B8}. */
    String name() {
        return String.format(
                Locale.ROOT,
                "%s%s/T%d-K%d-H%d-B%d",
                layout.label(),
                lengths.map(from -> "-" + from.label()).orElse(""),
                task.rows().length(),
                task.headWidth(),
                task.heads(),
                task.rows().rows());
    }
}
