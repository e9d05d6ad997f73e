package dev.cloze.benchmarks.training;

import dev.cloze.benchmarks.harness.Benchmark;
import dev.cloze.benchmarks.harness.Cell;
import dev.cloze.benchmarks.harness.Preset;
import dev.cloze.benchmarks.harness.Rounds;
import dev.cloze.benchmarks.harness.Variant;
import java.util.List;

/**
 * A step of masked-language-model training, Cloze's beside that of DJL's own BERT.
 *
 * <p>A cell is a size and a row. The row {@code as-used} has each tool as its users run it. A row with the same model
 * on both sides belongs beside it, in a method like {@link #asUsed}: DJL's dropout of 0.1 cannot be switched off, so it
 * has to wait for a graph that has dropout.
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
                backward, update. cloze: recipe defaults but for post-norm and AdamW, clipping, no dropout. djl: its
                BertBlock, BertMaskedLanguageModelBlock and Adam through Trainer and GradientCollector, with the dropout of
                0.1 that it has built in, batch norms, a pooler, no clipping; fed by Cloze's loader and run on Cloze's engine
                thread, which is generous. So "as-used" compares tools, not equal models: that needs dropout on both sides,
                which Cloze does not have yet. FLOPs are the model's without dropout, pooler and norms, for both.""";
    }

    @Override
    public List<Cell> cells(Preset preset) {
        return switch (preset) {
            case QUICK -> List.of(asUsed(ModelSize.BERT_MINI, FEW));
            case FULL -> List.of(asUsed(ModelSize.BERT_MINI, MANY), asUsed(ModelSize.BERT_SMALL, MANY));
        };
    }

    private static Cell asUsed(ModelSize size, Rounds rounds) {
        return new Cell(
                size.name() + "/as-used",
                size.stepWork(),
                rounds,
                DJL,
                List.of(
                        new Variant(CLOZE, () -> ClozeTraining.open(size)),
                        new Variant(DJL, () -> DjlTraining.open(size))));
    }
}
