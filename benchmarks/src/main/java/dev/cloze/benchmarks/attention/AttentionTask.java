package dev.cloze.benchmarks.attention;

import dev.cloze.core.graph.Flops;
import dev.cloze.core.graph.Sizes;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * What is to be computed: attention with scale {@code 1 / sqrt(K)}, float32, where a token sees those of its own document.
 *
 * @param reach how many places away a token sees at most; empty for its whole document
 */
public record AttentionTask(DocumentRows rows, int heads, int headWidth, OptionalInt reach) {
    public AttentionTask {
        if (heads < 1 || headWidth < 1) {
            throw new IllegalArgumentException(
                    "heads and head width: expected 1 or more, got " + heads + " and " + headWidth);
        }
        if (reach.orElse(0) < 0) {
            throw new IllegalArgumentException("reach: expected 0 or more, got " + reach.getAsInt());
        }
    }

    /** How many numbers an array has: rows x heads x length x head width. */
    public int numbers() {
        return Math.multiplyExact(Math.multiplyExact(rows.rows() * heads, rows.length()), headWidth);
    }

    /** Ordered pairs of tokens that see each other, padding apart. */
    public long pairs() {
        return rows.pairs().within(reach);
    }

    /** FLOPs of the forward pass by {@link Flops}: two products. */
    public long forwardFlops() {
        AttentionNode node = AttentionNode.of(this);
        Sizes sizes = new Sizes().bind(AttentionNode.ROWS, rows.rows()).bind(AttentionNode.PLACES, rows.length());
        return Flops.forward(node.graph(), List.of(node.mixed_BHTK()), sizes, rows.pairs());
    }

    /** FLOPs of the backward pass: four products. Scores that are computed again count nothing. */
    public long backwardFlops() {
        return 2 * forwardFlops();
    }

    /** The formula of {@link #forwardFlops} with its numbers. */
    String formula() {
        return String.format(
                Locale.ROOT,
                "forward 4 x %,d pairs x %d heads x %d = %,d FLOP; backward twice that",
                pairs(),
                heads,
                headWidth,
                4 * pairs() * heads * headWidth);
    }

    /** What the pairs of the formula are, for all tasks. */
    static String pairsRule() {
        return "pairs are the sum over documents of L x L, in a window of reach r of L (2r + 1) - r (r + 1)";
    }
}
