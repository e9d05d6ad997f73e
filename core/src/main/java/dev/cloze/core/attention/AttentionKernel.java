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
            String bias = documentBias(call, lines);
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

    /** The engine's scaled_dot_product_attention: flash attention where the device has it, O(T) memory. */
    FUSED {
        @Override
        public String write(AttentionCall call, ScriptLines lines) {
            String rate = call.dropout() == 0 ? "0." : String.valueOf(call.dropout());
            return "torch.scaled_dot_product_attention(" + call.q() + ", " + call.k() + ", " + call.v() + ", "
                    + documentBias(call, lines) + ", " + rate + ", False, scale=" + call.scale() + ")";
        }
    };

    /**
     * Writes what the kernel needs.
     *
     * @return the expression of the result, BHTK
     */
    public abstract String write(AttentionCall call, ScriptLines lines);

    /** Added to the scores: 0 within a document, far below any score between two; made once for all layers. */
    private static String documentBias(AttentionCall call, ScriptLines lines) {
        String rows = "torch.unsqueeze(" + call.documents() + ", 1)";
        String apart = "torch.ne(torch.unsqueeze(" + rows + ", -1), torch.unsqueeze(" + rows + ", -2))";
        return lines.once(
                "documentBias_B1TT", "torch.mul(torch.to(" + apart + ", ops.prim.dtype(" + call.q() + ")), -1.0e30)");
    }
}
