package dev.cloze.benchmarks.cli;

import dev.cloze.benchmarks.harness.Preset;
import dev.cloze.benchmarks.harness.Result;
import dev.cloze.benchmarks.harness.ResultLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** How much is measured, and where results go. */
final class MeasureOptions {
    @Option(
            names = "--preset",
            defaultValue = "quick",
            paramLabel = "P",
            description = "quick or full (default: ${DEFAULT-VALUE}).")
    private Preset preset;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "Seed of the order of calls and of the intervals (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", description = "Print one JSON object for each variant of each cell.")
    private boolean json;

    @Option(names = "--out", paramLabel = "FILE", description = "Also write those lines to a file, for bench compare.")
    private Path out;

    Preset preset() {
        return preset;
    }

    long seed() {
        return seed;
    }

    boolean json() {
        return json;
    }

    /** Writes all results so far; at the start none, so that a file that cannot be written is found before the rounds. */
    void keep(List<Result> results) throws IOException {
        if (out != null) {
            ResultLines.write(out, results);
        }
    }

    /** Prints a result as a line or as a row of the table. */
    void print(Result result, ResultTable table) {
        if (json) {
            System.out.println(ResultLines.line(result));
        } else {
            table.row(result);
        }
    }
}
