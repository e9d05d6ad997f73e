package dev.cloze.benchmarks.training;

import dev.cloze.benchmarks.harness.Benchmark;
import dev.cloze.benchmarks.harness.Cell;
import dev.cloze.benchmarks.harness.Preset;
import dev.cloze.benchmarks.harness.Rounds;
import dev.cloze.benchmarks.harness.Variant;
import dev.cloze.core.torch.TorchEngine;
import java.util.ArrayList;
import java.util.List;

/**
 * A step of masked-language-model training, Cloze's beside those of DJL's own BERT and of HuggingFace's.
 *
 * <p>A cell is a size and a row. The row {@code as-used} has each tool as its users run it. The row {@code same-model} has
 * the dropout of 0.1 that DJL's block has built in on both sides and in the same places: embeddings, attention
 * probabilities, the outputs of attention and of the feed-forward layer. What still differs is DJL's: batch norms for
 * layer norms, the input of a layer in place of the attention's result in its second residual, a pooler that nobody
 * asks, embeddings of token types, separate projections of queries, keys and values, no clipping, Adam without decoupled
 * weight decay.
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
                which is generous. huggingface-eager, -compiled: BertForMaskedLM and fused AdamW in Python, clipping, the dropout of
                cloze, batches made beforehand; the head scores every token, as shipped; see benchmarks/peers/README.md.
                "as-used" compares tools: cloze without dropout, its default. "same-model" has dropout of
                0.1 in the same places on both sides; norms and pooler remain each tool's own. FLOPs are
                those of cloze's model, without dropout, pooler and norms, for all.""";
    }

    @Override
    public List<Cell> cells(Preset preset) {
        return switch (preset) {
            case QUICK -> List.of(asUsed(ModelSize.BERT_MINI, FEW), sameModel(ModelSize.BERT_MINI, FEW));
            case FULL ->
                List.of(
                        asUsed(ModelSize.BERT_MINI, MANY),
                        sameModel(ModelSize.BERT_MINI, MANY),
                        asUsed(ModelSize.BERT_SMALL, MANY),
                        sameModel(ModelSize.BERT_SMALL, MANY));
        };
    }

    private static Cell asUsed(ModelSize size, Rounds rounds) {
        return cell(size, "as-used", rounds, 0);
    }

    private static Cell sameModel(ModelSize size, Rounds rounds) {
        return cell(size, "same-model", rounds, DjlMaskedLanguageModel.DROPOUT);
    }

    private static Cell cell(ModelSize size, String row, Rounds rounds, double dropoutOfCloze) {
        return new Cell(size.name() + "/" + row, size.stepWork(), rounds, DJL, variants(size, dropoutOfCloze));
    }

    private static List<Variant> variants(ModelSize size, double dropout) {
        List<Variant> variants = new ArrayList<>(List.of(
                new Variant(CLOZE, () -> ClozeTraining.open(size, dropout)),
                new Variant(DJL, () -> DjlTraining.open(size))));
        if (HuggingFaceTraining.isThere()) {
            for (HuggingFaceTraining.Kind kind : HuggingFaceTraining.Kind.values()) {
                variants.add(new Variant(
                        kind.label(), () -> HuggingFaceTraining.open(kind, size, dropout, TorchEngine.threads())));
            }
        }
        return variants;
    }
}
