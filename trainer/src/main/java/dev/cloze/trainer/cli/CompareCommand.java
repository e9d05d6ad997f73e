package dev.cloze.trainer.cli;

import dev.cloze.tokenizer.AtomicFile;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.trainer.observe.Console;
import dev.cloze.trainer.run.RunComparison;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cloze compare}. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = "Runs side by side: held-out loss at equal steps, tokens and time, and how the recipes differ.")
public final class CompareCommand implements ClozeCommand {
    private static final int COLUMN = 18;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "RUN", description = "Two or more runs' folders.")
    private List<Path> runs;

    @Option(names = "--out", paramLabel = "FILE", description = "Write a page that overlays the curves.")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--json", description = "Print the figures as one JSON object.")
    private boolean json;

    private record Result(List<RunComparison.Row> runs, List<RunComparison.Differences> recipes) {}

    @Override
    public Integer call() throws Exception {
        if (runs.size() < 2) {
            throw new UsageException("compare", "two runs or more", "" + runs.size());
        }
        RunComparison comparison = RunComparison.of(runs);
        if (out.isPresent()) {
            AtomicFile.write(out.get(), comparison.html().getBytes(StandardCharsets.UTF_8));
        }
        if (json) {
            spec.commandLine().getOut().println(Json.of(new Result(comparison.rows(), comparison.recipes())));
        } else {
            show(comparison, new Console(spec.commandLine().getOut()::println));
        }
        return 0;
    }

    private void show(RunComparison comparison, Console console) {
        console.line("compare", "%s", columns(comparison.heads()));
        comparison.cells().forEach(row -> console.line("", "%s", columns(row)));
        for (RunComparison.Differences each : comparison.recipes()) {
            each.lines().forEach(line -> console.line("recipe", "%s: %s", each.run(), line));
        }
        out.ifPresent(file -> console.line("page", "%s", file));
    }

    private static String columns(List<String> cells) {
        StringBuilder line = new StringBuilder();
        cells.forEach(cell -> line.append(cell).append(" ".repeat(Math.max(2, COLUMN - cell.length()))));
        return line.toString().stripTrailing();
    }
}
