package dev.cloze.benchmarks.cli;

import dev.cloze.benchmarks.harness.Result;
import dev.cloze.benchmarks.training.StepPartsRun;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code cloze bench parts}. */
@Command(
        name = StepPartsRun.NAME,
        mixinStandardHelpOptions = true,
        description = "Measures what a training step does beside the engine's work, by JMH.")
final class BenchPartsCommand implements Callable<Integer> {
    @Mixin
    private MeasureOptions options;

    @Override
    public Integer call() throws Exception {
        ResultTable table = new ResultTable(System.out);
        if (!options.json()) {
            table.describe(StepPartsRun.NAME, StepPartsRun.description());
        }
        options.keep(List.of());
        List<Result> results = StepPartsRun.run(options.preset(), options.seed());
        options.keep(results);
        results.forEach(result -> options.print(result, table));
        return 0;
    }
}
