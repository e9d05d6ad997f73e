package dev.cloze.benchmarks.cli;

import dev.cloze.benchmarks.harness.Comparison;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cloze bench compare}. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = "Says which differences between two files of results are real.")
final class BenchCompareCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "A", description = "A file that bench --out wrote.")
    private Path first;

    @Parameters(index = "1", paramLabel = "B", description = "Another one.")
    private Path second;

    @Override
    public Integer call() throws Exception {
        new ResultTable(System.out).show(Comparison.of(first, second));
        return 0;
    }
}
