package dev.cloze.benchmarks.training;

import dev.cloze.benchmarks.harness.Benchmark;
import dev.cloze.benchmarks.harness.Cell;
import dev.cloze.benchmarks.harness.Preset;
import dev.cloze.benchmarks.harness.Rounds;
import dev.cloze.benchmarks.harness.Variant;
import dev.cloze.benchmarks.harness.Work;
import java.util.ArrayList;
import java.util.List;

/** Cloze's training step over the sizes of BERT: tokens a second, share of the machine's peak, memory. */
public final class TrainSizesBenchmark implements Benchmark {
    private static final Rounds ROUNDS = new Rounds(2, 9, 3);

    @Override
    public String name() {
        return "train-sizes";
    }

    @Override
    public String description() {
        return """
                A training step of cloze alone, 32 rows of 128 tokens, 19 of them masked: BERT of Turc et al. 2019 in its sizes, a
                vocabulary of 30,522, AdamW, clipping, no dropout. quick: tiny and mini. full: small, medium and base too, and some
                4 GiB of memory.""";
    }

    @Override
    public List<Cell> cells(Preset preset) {
        List<ModelSize> sizes = ModelSize.OF_BERT;
        List<Cell> cells = new ArrayList<>();
        for (ModelSize size : preset == Preset.QUICK ? sizes.subList(0, 2) : sizes) {
            Work work = size.stepWork();
            cells.add(new Cell(
                    size.name(),
                    work,
                    ROUNDS,
                    TrainBenchmark.CLOZE,
                    List.of(new Variant(TrainBenchmark.CLOZE, () -> ClozeTraining.open(size, 0)))));
        }
        return cells;
    }
}
