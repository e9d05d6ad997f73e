package dev.cloze.benchmarks.cli;

import dev.cloze.benchmarks.harness.Benchmark;
import dev.cloze.benchmarks.harness.BenchmarkRun;
import dev.cloze.benchmarks.harness.Benchmarks;
import dev.cloze.benchmarks.harness.Preset;
import dev.cloze.benchmarks.harness.Result;
import dev.cloze.benchmarks.harness.ResultLines;
import dev.cloze.benchmarks.harness.SomeCells;
import dev.cloze.benchmarks.training.StepPartsRun;
import dev.cloze.trainer.cli.ClozeCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
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
            names = "--preset",
            defaultValue = "quick",
            paramLabel = "P",
            description = "quick or full (default: ${DEFAULT-VALUE}).")
    private Preset preset;

    @Option(
            names = "--cells",
            defaultValue = "",
            paramLabel = "PART",
            description = "Only the cells whose names contain this.")
    private String cells;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "Seed of the order of calls and of the intervals (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", description = "Print one JSON object for each variant of each cell.")
    private boolean json;

    @Option(names = "--out", paramLabel = "FILE", description = "Also write those lines to a file, for bench compare.")
    private Path out;

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
        if (!json) {
            table.describe(benchmark);
        }
        List<Result> results = new ArrayList<>();
        keep(results); // a file that cannot be written is found before the rounds, not after them
        new BenchmarkRun(benchmark, preset, seed).run(result -> {
            results.add(result);
            keep(results);
            if (json) {
                System.out.println(ResultLines.line(result));
            } else {
                table.row(result);
            }
        });
        return 0;
    }

    private void keep(List<Result> results) throws IOException {
        if (out != null) {
            ResultLines.write(out, results);
        }
    }
}
