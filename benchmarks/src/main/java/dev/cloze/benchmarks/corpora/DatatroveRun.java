package dev.cloze.benchmarks.corpora;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.cloze.benchmarks.harness.Peers;
import dev.cloze.benchmarks.harness.Sample;
import dev.cloze.benchmarks.harness.Subject;
import dev.cloze.tokenizer.FolderTree;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** The same by datatrove, in a process whose start and imports do not count. */
final class DatatroveRun implements Subject {
    private static final String PYTHON = "venv-corpora";

    private final Path folder;
    private final Task task;
    private final int threads;
    private final long documents;
    private long kept;
    private long peakRssMiB;

    private DatatroveRun(Path folder, Task task, int threads, long documents) {
        this.folder = folder;
        this.task = task;
        this.threads = threads;
        this.documents = documents;
    }

    static boolean isThere() {
        return Peers.isThere(PYTHON);
    }

    static DatatroveRun open(Task task, long bytes, int threads) throws IOException {
        if (!isThere()) {
            throw new UsageException(
                    Peers.python(PYTHON).toString(),
                    "Python with datatrove; see README.md in " + Peers.folder(),
                    "no such program");
        }
        Path folder = Files.createTempDirectory("cloze-bench-");
        return new DatatroveRun(
                folder, task, threads, WebText.write(folder.resolve("text.jsonl"), bytes, task.length()));
    }

    @Override
    public double call() throws IOException, InterruptedException {
        run();
        return 0;
    }

    /** The time that the process tells. */
    @Override
    public Sample sample(LongSupplier nanoTime) throws IOException, InterruptedException {
        return new Sample(run(), 0);
    }

    private double run() throws IOException, InterruptedException {
        List<String> command = List.of(
                Peers.python(PYTHON).toString(),
                Peers.folder().resolve("corpora.py").toString(),
                folder.resolve("text.jsonl").toString(),
                folder.resolve("out").toString(),
                task.rivalStage(),
                "" + threads);
        Process process = Peers.process(command)
                .redirectError(ProcessBuilder.Redirect.to(folder.resolve("log").toFile()))
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(
                    command + ": expected a process that ends with 0, got " + Files.readString(folder.resolve("log")));
        }
        JsonObject result = JsonParser.parseString(
                        output.lines().reduce((a, b) -> b).orElse(""))
                .getAsJsonObject();
        kept = result.get("documents").getAsLong();
        peakRssMiB = Math.max(peakRssMiB, result.get("peakRssMiB").getAsLong());
        return result.get("seconds").getAsDouble();
    }

    /** Of its largest process. */
    @Override
    public OptionalLong peakRssMiB() {
        return OptionalLong.of(peakRssMiB);
    }

    @Override
    public Optional<String> remark() {
        return Optional.of(String.format("%,d of %,d documents kept", kept, documents));
    }

    @Override
    public void close() throws IOException {
        FolderTree.delete(folder);
    }
}
