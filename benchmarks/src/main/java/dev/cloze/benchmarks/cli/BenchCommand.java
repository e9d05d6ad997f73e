package dev.cloze.benchmarks.cli;

import dev.cloze.benchmarks.harness.Benchmark;
import dev.cloze.benchmarks.harness.BenchmarkRun;
import dev.cloze.benchmarks.harness.Benchmarks;
import dev.cloze.benchmarks.harness.Result;
import dev.cloze.benchmarks.harness.SomeCells;
import dev.cloze.benchmarks.training.StepPartsRun;
import dev.cloze.trainer.cli.ClozeCommand;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cloze bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        subcommands = {
            BenchAttentionCommand.class,
            BenchCompareCommand.class,
            BenchPageCommand.class,
            BenchPartsCommand.class
        },
        description = "Measures Cloze beside its rivals on this machine; without a NAME it lists what there is.")
public final class BenchCommand implements ClozeCommand {
    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "What to measure.")
    private String name;

    @Option(
            names = "--cells",
            defaultValue = "",
            paramLabel = "PART",
            description = "Only the cells whose names contain this.")
    private String cells;

    @Mixin
    private MeasureOptions options;

    @Override
    public Integer call() throws Exception {
        ResultTable table = new ResultTable(System.out);
        if (name == null) {
            table.list(Benchmarks.all());
            new AttentionTable(System.out).describe();
            table.describe(StepPartsRun.NAME, StepPartsRun.description());
            return 0;
        }
        Benchmark benchmark = new SomeCells(Benchmarks.named(name), cells);
        if (!options.json()) {
            table.describe(benchmark);
        }
        List<Result> results = new ArrayList<>();
        options.keep(results);
        new BenchmarkRun(benchmark, options.preset(), options.seed()).run(result -> {
            results.add(result);
            options.keep(results);
            options.print(result, table);
        });
        return 0;
    }
}
