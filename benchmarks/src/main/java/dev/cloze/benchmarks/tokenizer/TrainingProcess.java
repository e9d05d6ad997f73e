package dev.cloze.benchmarks.tokenizer;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.cloze.benchmarks.harness.Peers;
import dev.cloze.benchmarks.harness.Subject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;

/** Training in a process of its own, started anew for each call: nothing is warm, and memory is that of one training. */
final class TrainingProcess implements Subject {
    private final List<String> command;
    private final Path text;
    private final AtomicReference<String> vocabulary;
    private OptionalLong peakRssMiB = OptionalLong.empty();

    /**
     * Training that has not begun.
     *
     * @param program what is run, with arguments text, model and size of the vocabulary
     * @param text the file, which is deleted at the end
     * @param vocabulary the hash of the vocabulary that every variant has to give, once one has given it; empty if they
     *     need not agree
     */
    TrainingProcess(List<String> program, Path text, TrainedModel model, int size, AtomicReference<String> vocabulary) {
        command = new ArrayList<>(program);
        command.addAll(List.of(text.toString(), model.label(), "" + size));
        this.text = text;
        this.vocabulary = vocabulary;
    }

    @Override
    public double call() throws IOException, InterruptedException {
        Process process = Peers.process(command).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
            throw new IllegalStateException(command + ": expected a process that ends with 0, got " + code);
        }
        JsonObject result = JsonParser.parseString(output).getAsJsonObject();
        if (result.has("peakRssMiB")) {
            long peak = result.get("peakRssMiB").getAsLong();
            peakRssMiB = OptionalLong.of(Math.max(peak, peakRssMiB.orElse(0)));
        }
        String hash = result.get("sha256").getAsString();
        if (vocabulary != null && !vocabulary.compareAndSet(null, hash) && !hash.equals(vocabulary.get())) {
            throw new IllegalStateException(command + ": expected the vocabulary of the others, got another one");
        }
        return 0;
    }

    @Override
    public OptionalLong peakRssMiB() {
        return peakRssMiB;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(text);
    }
}
