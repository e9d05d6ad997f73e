package dev.cloze.benchmarks.cli;

import dev.cloze.benchmarks.attention.AttentionFolder;
import dev.cloze.benchmarks.attention.AttentionLines;
import dev.cloze.benchmarks.attention.AttentionPreset;
import dev.cloze.benchmarks.attention.AttentionResult;
import dev.cloze.benchmarks.attention.AttentionRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cloze bench attention}. */
@Command(
        name = "attention",
        mixinStandardHelpOptions = true,
        description = {
            "Measures attention kernels beside each other, forward and backward, with their errors against float64.",
            "A kernel of your own takes part if it is on the class path: see dev.cloze.benchmarks.attention.Attention."
        })
final class BenchAttentionCommand implements Callable<Integer> {
    @Option(
            names = "--preset",
            defaultValue = "quick",
            paramLabel = "P",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private AttentionPreset preset;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "Seed of numbers, order and intervals (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", description = "Print one JSON object for each kernel, direction and cell.")
    private boolean json;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description =
                    "Also write those lines (for bench compare), tables and a page; a run that was stopped goes on there.")
    private Path out;

    @Override
    public Integer call() throws Exception {
        AttentionTable table = new AttentionTable(System.out);
        if (!json) {
            table.describe();
        }
        AttentionRun run = AttentionRun.of(preset, seed);
        Optional<AttentionFolder> folder = out == null ? Optional.empty() : Optional.of(AttentionFolder.of(out, run));
        List<AttentionResult> all =
                new ArrayList<>(folder.map(AttentionFolder::results).orElse(List.of()));
        AttentionRun rest = run.without(all);
        rest.run(results -> {
            all.addAll(results);
            if (folder.isPresent()) {
                folder.get().add(results);
            }
            if (json) {
                results.forEach(result -> System.out.println(AttentionLines.line(result)));
            } else {
                table.cell(results);
            }
        });
        if (!json && !all.isEmpty()) {
            table.winners(AttentionLines.winners(all));
        }
        return 0;
    }
}
