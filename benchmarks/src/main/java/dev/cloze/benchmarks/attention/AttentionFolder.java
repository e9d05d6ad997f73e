package dev.cloze.benchmarks.attention;

import dev.cloze.tokenizer.AtomicFile;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Where a run's results stand, cell by cell, so that a run that was stopped goes on. */
public final class AttentionFolder {
    /** The results as {@link AttentionLines}. */
    public static final String LINES = "attention.jsonl";

    private final Path folder;
    private final List<AttentionResult> results;

    private AttentionFolder(Path folder, List<AttentionResult> results) {
        this.folder = folder;
        this.results = results;
    }

    /**
     * A folder, made if it is not there, with what a run has left in it.
     *
     * @throws UsageException if there are results of another run: another preset, machine, version or kernel
     */
    public static AttentionFolder of(Path folder, AttentionRun run) throws IOException {
        Files.createDirectories(folder);
        Path lines = folder.resolve(LINES);
        List<AttentionResult> results = new ArrayList<>();
        if (Files.exists(lines)) {
            results.addAll(AttentionLines.read(lines));
        }
        for (AttentionResult result : results) {
            Optional<String> difference = run.difference(result);
            if (difference.isPresent()) {
                throw new UsageException(
                        lines.toString(),
                        "results of this run, to go on with",
                        difference.get() + "; name another folder");
            }
        }
        return new AttentionFolder(folder, results);
    }

    /** What there is. */
    public List<AttentionResult> results() {
        return List.copyOf(results);
    }

    /** Adds a cell's results; they are on the disk when this returns, all or none, and after them the tables and the page. */
    public void add(List<AttentionResult> more) throws IOException {
        results.addAll(more);
        write(
                LINES,
                results.stream()
                        .map(result -> AttentionLines.line(result) + "\n")
                        .collect(Collectors.joining()));
        AttentionReport report = new AttentionReport(results);
        write("attention.md", report.markdown());
        write("attention.csv", report.csv());
        write("attention.html", report.page().html());
    }

    private void write(String name, String text) throws IOException {
        AtomicFile.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }
}
