package dev.cloze.benchmarks.cli;

import dev.cloze.benchmarks.harness.Preset;
import dev.cloze.benchmarks.harness.Result;
import dev.cloze.benchmarks.harness.ResultLines;
import dev.cloze.benchmarks.training.StepPartsRun;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cloze bench parts}. */
@Command(
        name = StepPartsRun.NAME,
        mixinStandardHelpOptions = true,
        description = "Measures what a training step does beside the engine's work, by JMH.")
final class BenchPartsCommand implements Callable<Integer> {
    @Option(
            names = "--preset",
            defaultValue = "quick",
            paramLabel = "P",
            description = "quick or full (default: ${DEFAULT-VALUE}).")
    private Preset preset;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of the intervals (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", description = "Print one JSON object for each part.")
    private boolean json;

    @Option(names = "--out", paramLabel = "FILE", description = "Also write those lines to a file, for bench compare.")
    private Path out;

    @Override
    public Integer call() throws Exception {
        ResultTable table = new ResultTable(System.out);
        if (!json) {
            table.describe(StepPartsRun.NAME, StepPartsRun.description());
        }
        if (out != null) {
            ResultLines.write(out, List.of()); // a file that cannot be written is found before the rounds
        }
        List<Result> results = StepPartsRun.run(preset, seed);
        if (out != null) {
            ResultLines.write(out, results);
        }
        results.forEach(result -> {
            if (json) {
                System.out.println(ResultLines.line(result));
            } else {
                table.row(result);
            }
        });
        return 0;
    }
}
