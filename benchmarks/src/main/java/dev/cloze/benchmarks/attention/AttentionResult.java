package dev.cloze.benchmarks.attention;

import dev.cloze.benchmarks.harness.Result;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What was measured of one attention, one task and one direction.
 *
 * @param result times, spread, ratio, share of the peak, machine; its items are useful tokens
 * @param attention what attention has besides
 */
public record AttentionResult(Result result, Details attention) {
    public AttentionResult {
        Objects.requireNonNull(result, "result");
        Objects.requireNonNull(attention, "attention");
    }

    /**
     * What a line has besides {@link Result}.
     *
     * @param reach of the window; absent without one
     * @param documents or pieces of them
     * @param tokens padding included
     * @param pairs of tokens that see each other
     * @param formula of the FLOPs, with its numbers
     * @param flopsPerSecond in the median call
     * @param leastBytes of the arrays that come and go, each once
     * @param memoryShare of the memory's bandwidth, if no more bytes than these were moved in the median call
     * @param conversionSeconds the median time in which numbers came and results went, in no other time
     * @param errors against float64, in {@code headsCompared} heads
     * @param timesEager the greatest ratio of an error to the eager kernel's; absent without that one
     * @param verdict in words; {@code passes} or why it does not
     * @param checksum of the last round's results
     * @param ownMiB what {@link AttentionMemory#ownMiB} is; absent where memory was not measured
     * @param emptyCallSeconds the time of a script's call that does nothing
     * @param seed of numbers, order and intervals
     * @param kernels the names of the cell's results
     * @param absent attentions that are not among the cell's results, and why
     */
    public record Details(
            String direction,
            String layout,
            int length,
            int headWidth,
            int heads,
            int rows,
            Integer reach,
            int documents,
            long tokens,
            long pairs,
            String formula,
            double flopsPerSecond,
            long leastBytes,
            double memoryShare,
            double conversionSeconds,
            Errors errors,
            int headsCompared,
            Double timesEager,
            boolean passes,
            String verdict,
            double checksum,
            Long ownMiB,
            double emptyCallSeconds,
            long seed,
            List<String> kernels,
            Map<String, String> absent) {
        static final String PASSES = "passes";
    }

    /** The cell's name without the direction. */
    public String task() {
        return result.cell().substring(0, result.cell().lastIndexOf('/'));
    }

    boolean isBoth() {
        return attention.direction().equals(Direction.BOTH.label());
    }

    /** What tasks share that differ in length and rows only. */
    String series() {
        return String.format(
                Locale.ROOT,
                "%s, %d heads of %d, %,d tokens",
                attention.layout(),
                attention.heads(),
                attention.headWidth(),
                attention.tokens());
    }
}
