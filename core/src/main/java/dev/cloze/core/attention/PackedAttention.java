package dev.cloze.core.attention;

/**
 * A row's documents one after the other, each by the engine's kernel: cost the sum of the squares of their lengths. Where
 * documents are short the calls would cost more than they do, so neighbours are taken together up to a block's length and
 * kept apart by a bias. Lengths are read once in a method for all layers: one wait for the device.
 *
 * <p>A row whose documents do not lie in one piece each is one block; a batch in which no row has more than one is
 * {@link AttentionKernel#FUSED}, without a bias if no row needs one.
 */
final class PackedAttention {
    /** Tokens up to which neighbouring documents are taken together; measured, {@code docs/log.md}. */
    private static final int BLOCK = 64;

    private PackedAttention() {}

    static String write(AttentionCall call, ScriptLines lines) {
        String isMixed = lines.once("blocks_are_mixed", "annotate(List[bool], [])");
        String sizes = lines.once("block_sizes", () -> sizes(call.documents(), isMixed, lines));
        String suffix = call.reach().isPresent() ? "_" + call.reach().getAsInt() : "";
        String biases = lines.once("block_biases" + suffix, () -> biases(call, sizes, isMixed, lines));
        String rows = "torch.size(" + call.documents() + ", 0)";

        String mixed = lines.free("mixed_packed");
        lines.statement("if torch.len(" + sizes + ") == " + rows + ":");
        lines.statement(
                "  " + mixed + " = " + AttentionKernel.fused(call, call.q(), call.k(), call.v(), biases + "[0]"));
        lines.statement("else:");
        String q = split(call.q(), "q_of_blocks", sizes, lines);
        String k = split(call.k(), "k_of_blocks", sizes, lines);
        String v = split(call.v(), "v_of_blocks", sizes, lines);
        String parts = lines.free("parts");
        String block = lines.free("block");
        String at = "[" + block + "]";
        lines.statement("  " + parts + " = annotate(List[Tensor], [])");
        lines.statement("  for " + block + " in range(torch.len(" + sizes + ")):");
        lines.statement("    " + parts + ".append(torch.transpose("
                + AttentionKernel.fused(call, q + at, k + at, v + at, biases + at) + ", 1, 2))");
        lines.statement("  " + mixed + " = torch.transpose(torch.unflatten(torch.squeeze(torch.cat(" + parts
                + ", 1), 0), 0, [" + rows + ", -1]), 1, 2)");
        return mixed;
    }

    /** BHTK to 1H(BT)K, cut into blocks. One split has one gradient; slices would each have one as long as the batch. */
    private static String split(String x, String name, String sizes, ScriptLines lines) {
        String blocks = lines.free(name);
        String joined = "torch.transpose(torch.flatten(torch.transpose(" + x + ", 1, 2), 0, 1), 0, 1)";
        lines.statement(
                "  " + blocks + " = torch.split_with_sizes(torch.unsqueeze(" + joined + ", 0), " + sizes + ", 2)");
        return blocks;
    }

    /** The lengths of blocks of all rows, in order; a block lies in one row. */
    private static String sizes(String documents, String isMixed, ScriptLines lines) {
        String turns = lines.assign("turns", neighboursDiffer(documents));
        String sorted = lines.assign("sorted_BT", "torch.sort(" + documents + ", 1)[0]");
        // As many turns as there are other numbers: none comes back.
        String inPieces =
                lines.assign("in_pieces_B1", "torch.ne(" + count(turns) + ", " + count(neighboursDiffer(sorted)) + ")");
        String isEnd = lines.assign(
                "is_end_BT",
                "torch.constant_pad_nd(torch.logical_and(" + turns + ", torch.logical_not(" + inPieces
                        + ")), [0, 1], 1)");
        String ends = lines.assign("ends", list("torch.nonzero(torch.flatten(" + isEnd + "))"));
        String pieces = lines.assign("pieces", list("torch.to(" + inPieces + ", 4)"));
        String length = lines.assign("row_length", "torch.size(" + documents + ", 1)");
        String sizes = lines.assign("block_sizes", "annotate(List[int], [])");
        String start = lines.assign("block_start", "0");
        String stop = lines.assign("block_stop", "0");
        String taken = lines.assign("documents_taken", "0");
        String end = lines.free("end");
        String close = sizes + ".append(" + stop + " - " + start + ")";
        String kind = isMixed + ".append(" + taken + " > 1 or " + pieces + "[" + start + " // " + length + "] == 1)";
        lines.statement("for " + end + " in range(torch.len(" + ends + ")):");
        lines.statement("  if " + taken + " > 0 and (" + ends + "[" + end + "] + 1 - " + start + " > " + BLOCK + " or "
                + stop + " % " + length + " == 0):");
        lines.statement("    " + close);
        lines.statement("    " + kind);
        lines.statement("    " + start + " = " + stop);
        lines.statement("    " + taken + " = 0");
        lines.statement("  " + stop + " = " + ends + "[" + end + "] + 1");
        lines.statement("  " + taken + " = " + taken + " + 1");
        lines.statement(close);
        lines.statement(kind);
        return sizes;
    }

    static String neighboursDiffer(String numbers) {
        return "torch.ne(torch.slice(" + numbers + ", 1, 1), torch.slice(" + numbers + ", 1, 0, -1))";
    }

    static String count(String facts) {
        return "torch.sum(" + facts + ", [1], True)";
    }

    private static String list(String integers) {
        return "annotate(List[int], torch.to(torch.flatten(" + integers + "), torch.device(\"cpu\")).tolist())";
    }

    /** A bias for each block, or none where all see each other; one for all rows if each of them is a block. */
    private static String biases(AttentionCall call, String sizes, String isMixed, ScriptLines lines) {
        String documents = call.documents();
        String biases = lines.assign("block_biases", "annotate(List[Optional[Tensor]], [])");
        String blocks = lines.assign(
                "documents_of_blocks", "torch.split_with_sizes(torch.flatten(" + documents + "), " + sizes + ", 0)");
        String block = lines.free("block");
        String apart = isMixed + "[" + block + "]";
        if (call.reach().isPresent()) {
            apart = apart + " or " + sizes + "[" + block + "] > "
                    + (call.reach().getAsInt() + 1);
        }
        lines.statement("if torch.len(" + sizes + ") == torch.size(" + documents + ", 0):");
        String any = lines.free("any_apart");
        lines.statement("  " + any + " = False");
        lines.statement("  for " + block + " in range(torch.len(" + sizes + ")):");
        lines.statement("    " + any + " = " + any + " or " + apart);
        lines.statement("  if " + any + ":");
        lines.statement("    " + biases + ".append(torch.unsqueeze(" + bias(call, documents) + ", 1))");
        lines.statement("  else:");
        lines.statement("    " + biases + ".append(None)");
        lines.statement("else:");
        lines.statement("  for " + block + " in range(torch.len(" + sizes + ")):");
        lines.statement("    if " + apart + ":");
        lines.statement("      " + biases + ".append(" + bias(call, blocks + "[" + block + "]") + ")");
        lines.statement("    else:");
        lines.statement("      " + biases + ".append(None)");
        return biases;
    }

    /** Of documents ..L to ..LL. */
    static String bias(AttentionCall call, String documents) {
        String unseen = "torch.ne(torch.unsqueeze(" + documents + ", -1), torch.unsqueeze(" + documents + ", -2))";
        if (call.reach().isPresent()) {
            String places = AttentionKernel.places("torch.size(" + documents + ", -1)", documents);
            unseen = "torch.logical_or(" + unseen + ", "
                    + AttentionKernel.areFar("torch.unsqueeze(" + places + ", 1)", places, call) + ")";
        }
        return AttentionKernel.biasOf(unseen, call);
    }
}
