package dev.cloze.core.attention;

/**
 * Online softmax (Milakov and Gimelshein 2018, algorithm 3) over tiles of keys, as in flash attention (Dao et al. 2022,
 * algorithm 1): for each query the highest score so far, the sum of exponentials and the sum of values weighted by
 * them, rescaled whenever a higher score comes.
 *
 * <p>Memory beyond the result: without gradients T x tile for each head. Inside {@code torch.grad} the engine keeps every
 * tile for the backward pass, which together are the T x T of the eager kernel: the script has no way to state a
 * backward pass of its own, and the engine none to run a tile again.
 */
final class TiledAttention {
    private static final int TILE = 128;
    /** Below every score, biased ones among them, and finite: its difference to itself is no NaN. */
    private static final String LOWEST = "-3.0e38";

    private TiledAttention() {}

    static String write(AttentionCall call, ScriptLines lines) {
        String length = lines.once("length", "torch.size(" + call.documents() + ", 1)");
        String queries = lines.assign("scaled", "torch.mul(" + call.q() + ", " + call.scale() + ")");
        String like = "torch.slice(" + queries + ", -1, 0, 1)";
        String highest = lines.assign(
                "highest_BHT1", "torch.full_like(" + call.widened("torch.detach(" + like + ")") + ", " + LOWEST + ")");
        String sum = lines.assign("sum_BHT1", call.widened("torch.zeros_like(torch.detach(" + like + "))"));
        String weighted =
                lines.assign("weighted_BHTK", call.widened("torch.zeros_like(torch.detach(" + call.v() + "))"));
        String keys = lines.assign("tiles_k", "torch.split(" + call.k() + ", " + TILE + ", 2)");
        String values = lines.assign("tiles_v", "torch.split(" + call.v() + ", " + TILE + ", 2)");
        String tile = lines.free("tile");
        String bias = lines.free("tile_bias");
        String scores = lines.free("tile_scores");
        String higher = lines.free("higher_BHT1");
        String shrunk = lines.free("shrunk_BHT1");
        String exponentials = lines.free("exponentials");
        lines.statement("for " + tile + " in range(torch.len(" + keys + ")):");
        lines.statement("  " + bias + " = " + AttentionKernel.biasOf(unseen(call, keys, tile, length), call));
        lines.statement("  " + scores + " = torch.add("
                + call.widened("torch.matmul(" + queries + ", torch.transpose(" + keys + "[" + tile + "], -2, -1))")
                + ", " + bias + ")");
        // The result does not depend on what is subtracted, so no gradient goes there.
        lines.statement("  " + higher + " = torch.maximum(" + highest + ", torch.amax(torch.detach(" + scores
                + "), [-1], True))");
        lines.statement("  " + shrunk + " = torch.exp(torch.sub(" + highest + ", " + higher + "))");
        lines.statement("  " + exponentials + " = torch.exp(torch.sub(" + scores + ", " + higher + "))");
        lines.statement("  " + sum + " = torch.add(torch.mul(" + sum + ", " + shrunk + "), torch.sum(" + exponentials
                + ", [-1], True))");
        lines.statement("  " + weighted + " = torch.add(torch.mul(" + weighted + ", " + shrunk + "), "
                + call.widened("torch.matmul(" + call.narrowed(exponentials) + ", " + values + "[" + tile + "])")
                + ")");
        lines.statement("  " + highest + " = " + higher);
        return call.narrowed("torch.div(" + weighted + ", " + sum + ")");
    }

    /** Which keys of a tile a token does not see, B1Tt. */
    private static String unseen(AttentionCall call, String keys, String tile, String length) {
        String documents = call.documents();
        String from = tile + " * " + TILE;
        String to = from + " + torch.size(" + keys + "[" + tile + "], 2)";
        String ofTile = "torch.slice(" + documents + ", 1, " + from + ", " + to + ")";
        String others = "torch.unsqueeze(torch.ne(torch.unsqueeze(" + documents + ", 2), torch.unsqueeze(" + ofTile
                + ", 1)), 1)";
        if (call.reach().isEmpty()) {
            return others;
        }
        String far = AttentionKernel.areFar(
                "torch.unsqueeze(" + AttentionKernel.places(length, documents) + ", 1)",
                AttentionKernel.places(from + ", " + to, documents),
                call);
        return "torch.logical_or(" + others + ", " + far + ")";
    }
}
