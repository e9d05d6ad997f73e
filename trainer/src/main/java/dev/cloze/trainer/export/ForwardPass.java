package dev.cloze.trainer.export;

import dev.cloze.core.attention.AttentionKernel;
import dev.cloze.core.graph.Tensor;
import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.core.torch.NativeArgument;
import dev.cloze.core.torch.NativeArray;
import dev.cloze.core.torch.Program;
import dev.cloze.core.torch.RowArrays;
import dev.cloze.core.torch.Scope;
import dev.cloze.core.torch.ScriptWriter;
import dev.cloze.core.torch.Weights;
import dev.cloze.tokenizer.SpecialTokens;
import dev.cloze.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** The model's own forward pass, as inference runs it: each text alone, without padding. */
final class ForwardPass {
    /** Of different kinds and lengths; the last fills a row. */
    private static final List<String> SENTENCES = List.of(
            "The quick brown fox jumps over the lazy dog.",
            "Rain.",
            "In 1969 two people walked on the moon, and half a billion others watched them do it.",
            "She asked the librarian whether the old maps of the harbour had ever been copied, since the paper had"
                    + " begun to crumble at the folds and nobody could say how many winters it would last.");

    /** The longest row: far beyond the windows of any published model, and still little for a check. */
    private static final int LONGEST = 320;

    private ForwardPass() {}

    /** What the model makes of some sentences, the last of them as long as a row may be. */
    static List<Row> ofSentences(SourceModel model, Tokenizer tokenizer) {
        int most = Math.min(LONGEST, model.encoder().maxPositions());
        List<long[]> texts = new ArrayList<>();
        SENTENCES.forEach(sentence -> texts.add(row(tokenizer, sentence, most)));
        texts.add(row(tokenizer, String.join(" ", SENTENCES).repeat(1 + most / 40), most));
        return of(model, texts, new int[texts.size()]);
    }

    /** What the model makes of some rows of ids, of which each counts its positions from a number of its own. */
    static List<Row> of(SourceModel model, List<long[]> texts, int... firstPositions) {
        List<Tensor> outputs = new ArrayList<>(List.of(model.hidden_BTD()));
        model.logits_MV().ifPresent(outputs::add);
        try (Scope run = Scope.open(ComputeDevice.CPU);
                Program program = Program.load(
                        run,
                        List.of(new ScriptWriter(model.graph(), AttentionKernel.FUSED)
                                .forward("forward", outputs.toArray(Tensor[]::new))))) {
            Weights weights = Weights.of(run, model.parameters(), model.weights());
            List<Row> rows = new ArrayList<>();
            for (int i = 0; i < firstPositions.length; i++) {
                rows.add(row(model, run, program, weights, firstPositions[i], texts.get(i)));
            }
            return rows;
        }
    }

    private static Row row(SourceModel model, Scope run, Program program, Weights weights, int first, long... ids) {
        int length = ids.length;
        long[] places = LongStream.range(0, length).toArray();
        long[] positions = LongStream.range(first, first + (long) length).toArray();
        try (Scope step = run.child()) {
            List<NativeArgument> arguments =
                    RowArrays.of(step, model.encoder(), 1, length, ids, positions, new long[length]);
            if (model.logits_MV().isPresent()) {
                arguments.add(step.longs(places, length));
            }
            arguments.add(weights.arrays());
            List<NativeArray> results = program.call("forward", Program.Mode.INFERENCE, step, arguments);
            return new Row(
                    ids,
                    results.get(0).toFloats(),
                    model.logits_MV().map(logits -> results.get(1).toFloats()));
        }
    }

    private static long[] row(Tokenizer tokenizer, String text, int most) {
        SpecialTokens special = tokenizer.special();
        LongStream bare = Arrays.stream(tokenizer.encode(text)).asLongStream().limit(Math.max(0, most - 2));
        LongStream all = LongStream.concat(
                LongStream.concat(LongStream.of(special.start()), bare), LongStream.of(special.end()));
        return all.limit(most).toArray();
    }
}
