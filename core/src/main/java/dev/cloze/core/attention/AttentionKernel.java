package dev.cloze.core.attention;

/**
 * A way to run attention. Every kernel computes the same numbers up to rounding; they differ in time and memory.
 * Contract: a token's result depends on no token of another document, and no document number makes the result NaN,
 * since each token sees at least itself.
 */
public enum AttentionKernel {
    /** Scores of the whole row, T x T for each head, kept for the backward pass. */
    EAGER {
        @Override
        public String write(AttentionCall call, ScriptLines lines) {
            String bias = bias(call, lines);
            String keys = "torch.transpose(" + call.k() + ", -2, -1)";
            String scores = lines.assign(
                    "scores",
                    "torch.add(torch.matmul(torch.mul(" + call.q() + ", " + call.scale() + "), " + keys + "), " + bias
                            + ")");
            String probabilities = "torch.softmax(" + scores + ", -1)";
            if (call.dropout() > 0) {
                probabilities = lines.dropout(lines.assign("probabilities", probabilities), call.dropout());
            }
            return "torch.matmul(" + probabilities + ", " + call.v() + ")";
        }
    },

    /**
     * The engine's scaled_dot_product_attention: flash attention where the device has it, O(T) memory. With dropout it
     * would leave that path and draw each number on one thread: then {@link #EAGER} is faster.
     */
    FUSED {
        @Override
        public String write(AttentionCall call, ScriptLines lines) {
            if (call.dropout() > 0) {
                return EAGER.write(call, lines);
            }
            return "torch.scaled_dot_product_attention(" + call.q() + ", " + call.k() + ", " + call.v() + ", "
                    + bias(call, lines) + ", 0., False, scale=" + call.scale() + ")";
        }
    };

    /**
     * Writes what the kernel needs.
     *
     * @return the expression of the result, BHTK
     */
    public abstract String write(AttentionCall call, ScriptLines lines);

    /** Added to the scores: 0 where a token sees another, far below any score elsewhere; made once for all layers alike. */
    private static String bias(AttentionCall call, ScriptLines lines) {
        String rows = "torch.unsqueeze(" + call.documents() + ", 1)";
        String unseen = "torch.ne(torch.unsqueeze(" + rows + ", -1), torch.unsqueeze(" + rows + ", -2))";
        String name = "documentBias_B1TT";
        if (call.reach().isPresent()) {
            unseen = "torch.logical_or(" + unseen + ", " + isFar(call, lines) + ")";
            name = "windowBias" + call.reach().getAsInt() + "_B1TT";
        }
        return lines.once(name, "torch.mul(torch.to(" + unseen + ", ops.prim.dtype(" + call.q() + ")), -1.0e30)");
    }

    private static String isFar(AttentionCall call, ScriptLines lines) {
        String documents = call.documents();
        String places = lines.once(
                "places_T",
                "torch.arange(torch.size(" + documents + ", 1), dtype=4, device=ops.prim.device(" + documents + "))");
        return "torch.gt(torch.abs(torch.sub(torch.unsqueeze(" + places + ", 0), torch.unsqueeze(" + places + ", 1))), "
                + call.reach().getAsInt() + ")";
    }
}
