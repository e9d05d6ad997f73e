package dev.cloze.core.attention;

/**
 * A way to run attention. Every kernel computes the same numbers up to rounding; they differ in time and memory.
 * Contract: a token's result depends on no token of another document, and no document number makes the result NaN,
 * since each token sees at least itself. Equal numbers in a row are one document wherever they stand, though batches
 * of rows are made with each document in one piece and padding, of a number of its own, after them: kernels may be slow,
 * not wrong, where a document lies in several pieces.
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
            String probabilities = "torch.softmax(" + call.widened(scores) + ", -1)";
            if (call.dropout() > 0) {
                probabilities = lines.dropout(lines.assign("probabilities", probabilities), call.dropout());
            }
            return "torch.matmul(" + call.narrowed(probabilities) + ", " + call.v() + ")";
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
            return fused(call, call.q(), call.k(), call.v(), bias(call, lines));
        }
    },

    /**
     * Documents alone, neighbouring short ones together: cost about the sum of the squares of the documents' lengths
     * ({@link PackedAttention}).
     */
    PACKED {
        @Override
        public String write(AttentionCall call, ScriptLines lines) {
            return call.dropout() > 0 ? EAGER.write(call, lines) : PackedAttention.write(call, lines);
        }
    },

    /**
     * Blocks of queries over their own and the two neighbouring blocks of keys: cost T x window for calls with a reach
     * ({@link WindowedAttention}). Calls without one are {@link #PACKED}, which in rows of one document is {@link #FUSED}.
     */
    WINDOWED {
        @Override
        public String write(AttentionCall call, ScriptLines lines) {
            boolean hasBand = call.reach().isPresent() && call.dropout() == 0;
            return hasBand ? WindowedAttention.write(call, lines) : PACKED.write(call, lines);
        }
    },

    /**
     * On CUDA, for numbers of 16 bits: flash attention over documents one after the other, told apart by offsets
     * ({@link VarlenAttention}, not run by this project); elsewhere {@link #FUSED}.
     */
    VARLEN {
        @Override
        public String write(AttentionCall call, ScriptLines lines) {
            return call.dropout() > 0 ? EAGER.write(call, lines) : VarlenAttention.write(call, lines);
        }
    },

    /**
     * Online softmax over tiles of keys (Milakov and Gimelshein 2018; Dao et al. 2022, algorithm 1), written here:
     * a reference for how the engine's kernel works, O(T) memory without gradients ({@link TiledAttention}).
     */
    TILED {
        @Override
        public String write(AttentionCall call, ScriptLines lines) {
            return call.dropout() > 0 ? EAGER.write(call, lines) : TiledAttention.write(call, lines);
        }
    };

    /**
     * Writes what the kernel needs.
     *
     * @return the expression of the result, BHTK
     */
    public abstract String write(AttentionCall call, ScriptLines lines);

    /** The engine's kernel on other operands than the call's, all with a dimension of rows. */
    static String fused(AttentionCall call, String q, String k, String v, String bias) {
        return "torch.scaled_dot_product_attention(" + q + ", " + k + ", " + v + ", " + bias + ", 0., False, scale="
                + call.scale() + ")";
    }

    /** 0 where a token sees another, far below any score elsewhere, as numbers of the call's type. */
    static String biasOf(String unseen, AttentionCall call) {
        return "torch.mul(torch.to(" + unseen + ", ops.prim.dtype(" + call.q() + ")), " + call.farBelow() + ")";
    }

    /** The integers of a range, {@code torch.arange}'s bounds, where the documents are. */
    static String places(String range, String documents) {
        return "torch.arange(" + range + ", dtype=4, device=ops.prim.device(" + documents + "))";
    }

    /** Whether places are further from each other than the call's reach. */
    static String areFar(String places, String others, AttentionCall call) {
        return "torch.gt(torch.abs(torch.sub(" + places + ", " + others + ")), "
                + call.reach().getAsInt() + ")";
    }

    /** Added to the scores: 0 where a token sees another, far below any score elsewhere; made once for all layers alike. */
    static String bias(AttentionCall call, ScriptLines lines) {
        String rows = "torch.unsqueeze(" + call.documents() + ", 1)";
        String unseen = "torch.ne(torch.unsqueeze(" + rows + ", -1), torch.unsqueeze(" + rows + ", -2))";
        String name = "documentBias_B1TT";
        if (call.reach().isPresent()) {
            unseen = "torch.logical_or(" + unseen + ", " + isFar(call, lines) + ")";
            name = "windowBias" + call.reach().getAsInt() + "_B1TT";
        }
        return lines.once(name, biasOf(unseen, call));
    }

    private static String isFar(AttentionCall call, ScriptLines lines) {
        String documents = call.documents();
        String places = lines.once("places_T", places("torch.size(" + documents + ", 1)", documents));
        return areFar("torch.unsqueeze(" + places + ", 0)", "torch.unsqueeze(" + places + ", 1)", call);
    }
}
