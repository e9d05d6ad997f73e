package dev.cloze.core.attention;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The documents of all rows one after the other, told apart by offsets, in one call of the engine's flash attention of
 * variable lengths (Dao 2023; {@code _flash_attention_forward}): no bias, cost the sum of the squares of the documents'
 * lengths, or of length x window. It runs on CUDA devices of compute capability 8.0 or higher, on numbers of 16 bits and
 * heads whose width is a multiple of 8, up to 256. All else, and a batch in which a document lies in several pieces, is
 * {@link AttentionKernel#FUSED}.
 *
 * <p>The call itself has never been run by this project, which had no such device: what comes before and after it has, on
 * the CPU, with another kernel in its place.
 */
final class VarlenAttention {
    private static final int HALF = 5;
    private static final int BFLOAT16 = 15;

    private VarlenAttention() {}

    static String write(AttentionCall call, ScriptLines lines) {
        String documents = call.documents();
        String offsets = lines.once("document_offsets", () -> offsets(call, lines));
        String length = "torch.size(" + documents + ", 1)";
        String flash = lines.free("flash_THK");
        String mixed = lines.free("mixed_varlen");
        lines.statement("if torch.len(" + offsets + ") > 0:");
        // The others are the logarithms of sums, which backward reads, and what dropout and debugging have.
        String others = Stream.generate(() -> lines.free("of_flash")).limit(4).collect(Collectors.joining(", "));
        lines.statement("  " + flash + ", " + others + " = torch._flash_attention_forward(" + joined(call.q()) + ", "
                + joined(call.k()) + ", " + joined(call.v()) + ", " + offsets + ", " + offsets + ", " + length + ", "
                + length + ", 0., False, False, scale=" + call.scale() + window(call) + ")");
        lines.statement("  " + mixed + " = torch.transpose(torch.unflatten(" + flash + ", 0, [torch.size(" + documents
                + ", 0), -1]), 1, 2)");
        lines.statement("else:");
        String bias = "torch.unsqueeze(" + PackedAttention.bias(call, documents) + ", 1)";
        lines.statement("  " + mixed + " = " + AttentionKernel.fused(call, call.q(), call.k(), call.v(), bias));
        return mixed;
    }

    /** BHTK to (BT)HK. */
    private static String joined(String x) {
        return "torch.flatten(torch.transpose(" + x + ", 1, 2), 0, 1)";
    }

    private static String window(AttentionCall call) {
        return call.reach().isEmpty()
                ? ""
                : ", window_size_left=" + call.reach().getAsInt() + ", window_size_right="
                        + call.reach().getAsInt();
    }

    /** Where each document begins among the tokens of all rows, and where the last one ends; empty if the call cannot be made. */
    private static String offsets(AttentionCall call, ScriptLines lines) {
        String documents = call.documents();
        String type = lines.assign("type_of_numbers", "ops.prim.dtype(" + call.q() + ")");
        String width = lines.assign("head_width", "torch.size(" + call.q() + ", 3)");
        String offsets = lines.assign("document_offsets", "torch.new_zeros(" + documents + ", [0], dtype=3)");
        String turns = lines.free("turns");
        String sorted = lines.free("sorted_BT");
        String ends = lines.free("ends");
        lines.statement("if ops.prim.is_cuda(" + documents + ") and (" + type + " == " + BFLOAT16 + " or " + type
                + " == " + HALF + ") and " + width + " % 8 == 0 and " + width + " <= 256:");
        lines.statement("  " + turns + " = " + PackedAttention.neighboursDiffer(documents));
        lines.statement("  " + sorted + " = torch.sort(" + documents + ", 1)[0]");
        // As many turns as there are other numbers: none comes back.
        lines.statement("  if torch.equal(" + PackedAttention.count(turns) + ", "
                + PackedAttention.count(PackedAttention.neighboursDiffer(sorted)) + "):");
        lines.statement(
                "    " + ends + " = torch.nonzero(torch.flatten(torch.constant_pad_nd(" + turns + ", [0, 1], 1)))");
        lines.statement("    " + offsets + " = torch.to(torch.constant_pad_nd(torch.add(torch.flatten(" + ends
                + "), 1), [1, 0]), 3)");
        return offsets;
    }
}
