package dev.cloze.benchmarks.training;

import dev.cloze.benchmarks.harness.Benchmark;
import dev.cloze.benchmarks.harness.Cell;
import dev.cloze.benchmarks.harness.Preset;
import dev.cloze.benchmarks.harness.Rounds;
import dev.cloze.benchmarks.harness.Variant;
import java.util.ArrayList;
import java.util.List;

/**
 * A step of masked-language-model training, Cloze's beside that of DJL's own BERT and of HuggingFace's.
 *
 * <p>A cell is a size and a row. The row {@code as-used} has each tool as its users run it. The row {@code same-model}
 * has the dropout of 0.1 that DJL's block has built in on all sides and in the same places: embeddings, attention
 * probabilities, the outputs of attention and of the feed-forward layer. The row {@code no-dropout}, which DJL cannot
 * run, is left out where no other rival is set up; it is the only one of SameDiff. HuggingFace's model is Cloze's but for embeddings of
 * token types; its head gives logits at all places unless its parts are called one by one, which has variants of its
 * own, as has its compilation. What still differs is DJL's: batch norms for layer norms, the input of a layer in place
 * of the attention's result in its second residual, a pooler that nobody asks, embeddings of token types, separate
 * projections of queries, keys and values, no clipping, Adam without decoupled weight decay.
 */
public final class TrainBenchmark implements Benchmark {
    static final String CLOZE = "cloze";
    static final String DJL = "djl";

    private static final Rounds FEW = new Rounds(3, 15, 6);
    private static final Rounds MANY = new Rounds(5, 31, 20);

    @Override
    public String name() {
        return "train";
    }

    @Override
    public String description() {
        return """
                A training step of a masked language model, 32 rows of 128 tokens, 19 of them masked: batch, forward,
                backward, update. cloze: recipe defaults but for post-norm and AdamW, clipping. djl: its BertBlock,
                BertMaskedLanguageModelBlock and Adam through Trainer and GradientCollector, with the dropout of 0.1 that it
                has built in, batch norms, a pooler, no clipping; fed by Cloze's loader and run on Cloze's engine thread,
                which is generous. transformers: HuggingFace's BertForMaskedLM in a Python process of its own, if it is set up
                (see benchmarks/peers/README.md), set for speed: sdpa, fused AdamW, clipping, batches ready in memory; logits at
                all places as its head gives them, or "masked" ones alone, as cloze; "compiled" by torch.compile. "as-used"
                compares tools: cloze without dropout, its default, transformers with 0.1, its own. "same-model" has dropout of
                0.1 in the same places on all sides; norms and pooler remain each tool's own. "no-dropout" is cloze beside
                transformers and samediff: BERT written in SameDiff (Deeplearning4j 1.0.0-M2), logits at the masked places,
                without clipping. FLOPs are those of cloze's model, without dropout, pooler and norms, for all.""";
    }

    @Override
    public List<Cell> cells(Preset preset) {
        boolean quick = preset == Preset.QUICK;
        List<TrainingRival> rivals = TrainingRival.allThere();
        List<Cell> cells = new ArrayList<>(cells(ModelSize.BERT_MINI, quick ? FEW : MANY, rivals));
        if (!quick) {
            cells.addAll(cells(ModelSize.BERT_SMALL, FEW, rivals));
        }
        return cells;
    }

    /** The rows of a size beside these rivals. */
    static List<Cell> cells(ModelSize size, Rounds rounds, List<TrainingRival> rivals) {
        double dropout = DjlMaskedLanguageModel.DROPOUT;
        Variant djl = new Variant(DJL, () -> DjlTraining.open(size));
        List<Variant> asUsed = new ArrayList<>(List.of(cloze(size, 0), djl));
        List<Variant> sameModel = new ArrayList<>(List.of(cloze(size, dropout), djl));
        List<Variant> noDropout = new ArrayList<>(List.of(cloze(size, 0)));
        for (TrainingRival rival : rivals) {
            if (rival == TrainingRival.TRANSFORMERS) {
                asUsed.add(variant(rival, size, dropout));
            }
            if (rival.hasDropout()) {
                sameModel.add(variant(rival, size, dropout));
            }
            noDropout.add(variant(rival, size, 0));
        }
        List<Cell> cells = new ArrayList<>();
        cells.add(new Cell(size.name() + "/as-used", size.stepWork(), rounds, DJL, asUsed));
        cells.add(new Cell(size.name() + "/same-model", size.stepWork(), rounds, DJL, sameModel));
        if (!rivals.isEmpty()) {
            String baseline = rivals.get(0).label();
            cells.add(new Cell(size.name() + "/no-dropout", size.stepWork(), rounds, baseline, noDropout));
        }
        return cells;
    }

    private static Variant cloze(ModelSize size, double dropout) {
        return new Variant(CLOZE, () -> ClozeTraining.open(size, dropout));
    }

    private static Variant variant(TrainingRival rival, ModelSize size, double dropout) {
        return new Variant(rival.label(), () -> new RivalTraining(rival.program(), size, dropout));
    }
}
