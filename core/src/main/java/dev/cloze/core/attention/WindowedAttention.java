package dev.cloze.core.attention;

/**
 * Banded attention: the row is cut into blocks at least as long as the reach, so that all a block's queries see lies
 * in their own block of keys and its two neighbours (Beltagy et al. 2020, section 3.1, in chunks). All blocks of all rows are
 * one call of the engine's kernel; documents are kept apart by a bias of T x three blocks. Rows of up to two blocks are
 * {@link AttentionKernel#FUSED}.
 */
final class WindowedAttention {
    /** The engine's kernel takes so many queries at once; shorter blocks cost calls and save little. */
    private static final int SHORTEST = 64;

    private WindowedAttention() {}

    static String write(AttentionCall call, ScriptLines lines) {
        int reach = call.reach().orElseThrow();
        int block = Math.max(reach, SHORTEST);
        String documents = call.documents();
        String blocks = lines.once(
                "blocks_of_" + block, "(torch.size(" + documents + ", 1) + " + (block - 1) + ") // " + block);
        String bias = lines.once("bandBias" + reach, () -> bias(call, lines, block, blocks));
        String mixed = lines.free("mixed_band");
        lines.statement("if " + blocks + " <= 2:");
        lines.statement("  " + mixed + " = " + AttentionKernel.fused(call, call.q(), call.k(), call.v(), bias));
        lines.statement("else:");
        Band band = new Band(lines, block, blocks, documents);
        String q = band.blocks(call.q(), "q");
        String k = band.neighbours(call.k(), "k");
        String v = band.neighbours(call.v(), "v");
        String result = lines.free("mixed_blocks");
        lines.statement("  " + result + " = " + AttentionKernel.fused(call, q, k, v, bias));
        // From (B n) H b K to B H T K by way of B n b H K.
        lines.statement("  " + result + " = torch.flatten(torch.unflatten(torch.transpose(" + result
                + ", 1, 2), 0, [-1, " + blocks + "]), 1, 2)");
        lines.statement("  " + mixed + " = torch.transpose(torch.slice(" + result + ", 1, 0, torch.size(" + documents
                + ", 1)), 1, 2)");
        return mixed;
    }

    /** B1TT for rows of up to two blocks, else (B n) 1 b 3b. */
    private static String bias(AttentionCall call, ScriptLines lines, int block, String blocks) {
        String documents = call.documents();
        String bias = lines.free("bandBias" + call.reach().orElseThrow());
        String places = lines.free("band_places");
        String queries = lines.free("band_queries");
        String keys = lines.free("band_keys");
        String others = lines.free("band_others");
        String far = lines.free("band_far");
        lines.statement("if " + blocks + " <= 2:");
        lines.statement("  " + places + " = " + AttentionKernel.places("torch.size(" + documents + ", 1)", documents));
        lines.statement("  " + others + " = torch.ne(torch.unsqueeze(" + documents + ", 2), torch.unsqueeze("
                + documents + ", 1))");
        lines.statement(
                "  " + far + " = " + AttentionKernel.areFar("torch.unsqueeze(" + places + ", 1)", places, call));
        lines.statement("  " + bias + " = torch.unsqueeze("
                + AttentionKernel.biasOf("torch.logical_or(" + others + ", " + far + ")", call) + ", 1)");
        lines.statement("else:");
        lines.statement("  " + places + " = torch.unsqueeze("
                + AttentionKernel.places(blocks + " * " + block, documents) + ", 0)");
        lines.statement("  " + queries + " = torch.unflatten(" + places + ", 1, [" + blocks + ", " + block + "])");
        lines.statement("  " + keys + " = torch.add(torch.slice(" + queries + ", 2, 0, 1), "
                + AttentionKernel.places(-block + ", " + 2 * block, documents) + ")");
        lines.statement("  " + far + " = "
                + AttentionKernel.areFar(
                        "torch.unsqueeze(" + queries + ", 3)", "torch.unsqueeze(" + keys + ", 2)", call));
        // Places before and after the row belong to no document, whatever number they are given.
        lines.statement("  " + far + " = torch.logical_or(" + far + ", torch.unsqueeze(torch.logical_or(torch.lt("
                + keys + ", 0), torch.ge(" + keys + ", torch.size(" + documents + ", 1))), 2))");
        Band band = new Band(lines, block, blocks, documents);
        lines.statement("  " + queries + " = " + band.padded(documents, 1));
        lines.statement("  " + keys + " = " + band.three(queries, 1));
        lines.statement("  " + queries + " = " + band.middle(queries, 1));
        lines.statement(
                "  " + others + " = torch.ne(torch.unsqueeze(" + queries + ", 3), torch.unsqueeze(" + keys + ", 2))");
        lines.statement("  " + bias + " = torch.unsqueeze(torch.flatten("
                + AttentionKernel.biasOf("torch.logical_or(" + others + ", " + far + ")", call) + ", 0, 1), 1)");
        return bias;
    }

    /** How a row is cut: the n blocks of b places between a block of nothing before them and one after. */
    private record Band(ScriptLines lines, int block, String blocks, String documents) {

        /** BHTK to (B n) H b K. */
        String blocks(String x, String name) {
            String name_n = lines.free(name + "_blocks");
            lines.statement("  " + name_n + " = torch.unflatten(torch.constant_pad_nd(" + x + ", [0, 0, 0, " + blocks
                    + " * " + block + " - torch.size(" + documents + ", 1)]), 2, [" + blocks + ", " + block + "])");
            return first(name_n);
        }

        /** BHTK to (B n) H 3b K. */
        String neighbours(String x, String name) {
            String padded = lines.free(name + "_padded");
            lines.statement("  " + padded + " = " + padded(x, 2));
            String three = lines.free(name + "_neighbours");
            lines.statement("  " + three + " = " + three(padded, 2));
            return first(three);
        }

        private String first(String x) {
            return "torch.flatten(torch.transpose(" + x + ", 1, 2), 0, 1)";
        }

        /** The dimension of places as n + 2 blocks. */
        String padded(String x, int dim) {
            String beyond = blocks + " * " + block + " + " + block + " - torch.size(" + documents + ", 1)";
            String sizes = (dim == 2 ? "[0, 0, " : "[") + block + ", " + beyond + "]";
            return "torch.unflatten(torch.constant_pad_nd(" + x + ", " + sizes + "), " + dim + ", [" + blocks + " + 2, "
                    + block + "])";
        }

        /** Each block with the one before and the one after. */
        String three(String padded, int dim) {
            return "torch.cat([torch.slice(" + padded + ", " + dim + ", 0, " + blocks + "), " + middle(padded, dim)
                    + ", torch.slice(" + padded + ", " + dim + ", 2, " + blocks + " + 2)], " + (dim + 1) + ")";
        }

        String middle(String padded, int dim) {
            return "torch.slice(" + padded + ", " + dim + ", 1, " + blocks + " + 1)";
        }
    }
}
