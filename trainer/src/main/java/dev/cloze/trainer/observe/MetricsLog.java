package dev.cloze.trainer.observe;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** {@code metrics.jsonl}: one JSON object a line, flushed at once. */
public final class MetricsLog implements Closeable {
    private static final Gson GSON = new GsonBuilder().create();

    private final BufferedWriter writer;
    private final List<Step> steps;

    private MetricsLog(BufferedWriter writer, List<Step> steps) {
        this.writer = writer;
        this.steps = steps;
    }

    /**
     * One logged step.
     *
     * @param step updates made
     * @param tokens tokens seen since the start, padding apart
     * @param loss mean loss of the steps since the last line, in nats
     * @param learningRate AdamW's
     * @param gradientNorm of the last step, before clipping
     * @param tokensPerSecond since the last line
     * @param modelFlopsUtilization share of the machine's matrix-multiply peak
     */
    public record Step(
            long step,
            long tokens,
            double loss,
            double learningRate,
            double gradientNorm,
            double tokensPerSecond,
            double modelFlopsUtilization) {}

    /** One evaluation. */
    public record Evaluation(long step, double heldOutLoss, double heldOutAccuracy) {}

    /** Opens the log for a run that has made so many steps: lines of later steps, which are made again, go away. */
    public static MetricsLog open(Path file, long step) throws IOException {
        List<String> kept = new ArrayList<>();
        List<Step> steps = new ArrayList<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                Optional<JsonObject> object = parsed(line);
                if (object.isPresent() && object.get().get("step").getAsLong() <= step) {
                    kept.add(line);
                    if (object.get().has("loss")) {
                        steps.add(GSON.fromJson(object.get(), Step.class));
                    }
                }
            }
        }
        Files.write(file, kept);
        return new MetricsLog(Files.newBufferedWriter(file, StandardOpenOption.APPEND), steps);
    }

    /** The logged steps of the whole run, earlier processes' too. */
    public List<Step> steps() {
        return Collections.unmodifiableList(steps);
    }

    public void add(Step line) throws IOException {
        steps.add(line);
        write(line);
    }

    public void add(Evaluation line) throws IOException {
        write(line);
    }

    private void write(Record line) throws IOException {
        writer.write(GSON.toJson(line));
        writer.newLine();
        writer.flush();
    }

    /** A line as JSON; empty for one that a crash cut off. */
    private static Optional<JsonObject> parsed(String line) {
        try {
            JsonElement element = JsonParser.parseString(line);
            return element.isJsonObject() && element.getAsJsonObject().has("step")
                    ? Optional.of(element.getAsJsonObject())
                    : Optional.empty();
        } catch (JsonParseException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
