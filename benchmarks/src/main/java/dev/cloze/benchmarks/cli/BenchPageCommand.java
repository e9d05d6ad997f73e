package dev.cloze.benchmarks.cli;

import dev.cloze.benchmarks.harness.Benchmark;
import dev.cloze.benchmarks.harness.Benchmarks;
import dev.cloze.benchmarks.harness.Result;
import dev.cloze.benchmarks.harness.ResultLines;
import dev.cloze.benchmarks.harness.ResultPage;
import dev.cloze.benchmarks.training.StepPartsRun;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cloze bench page}. */
@Command(
        name = "page",
        mixinStandardHelpOptions = true,
        description = "Writes a page of tables from files that bench --out wrote.")
final class BenchPageCommand implements Callable<Integer> {
    @Option(
            names = "--results",
            paramLabel = "FOLDER",
            defaultValue = "benchmarks/results",
            description = "Where the files are, *.jsonl, in the order of their names (default: ${DEFAULT-VALUE}).")
    private Path folder;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "docs/benchmarks.md",
            description = "The page (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Override
    public Integer call() throws Exception {
        List<Result> results = new ArrayList<>();
        for (Path file : files()) {
            results.addAll(ResultLines.read(file));
        }
        Map<String, String> descriptions =
                Benchmarks.all().stream().collect(Collectors.toMap(Benchmark::name, Benchmark::description));
        descriptions.put(StepPartsRun.NAME, StepPartsRun.description());
        Files.writeString(out, ResultPage.of(results, descriptions));
        return 0;
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new UsageException("--results", "a folder", folder.toString());
        }
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> files = all.filter(file -> file.toString().endsWith(".jsonl"))
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new UsageException("--results", "files *.jsonl in " + folder, "none");
            }
            return files;
        }
    }
}
