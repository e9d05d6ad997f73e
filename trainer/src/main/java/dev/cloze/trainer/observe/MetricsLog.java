package dev.cloze.trainer.observe;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
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
import java.util.List;

/** {@code metrics.jsonl}: one JSON object a line, flushed at once. */
public final class MetricsLog implements Closeable {
    private static final Gson GSON = new GsonBuilder().create();

    private final BufferedWriter writer;

    private MetricsLog(BufferedWriter writer) {
        this.writer = writer;
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
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                if (stepOf(line) <= step) {
                    kept.add(line);
                }
            }
        }
        Files.write(file, kept);
        return new MetricsLog(Files.newBufferedWriter(file, StandardOpenOption.APPEND));
    }

    public void add(Record line) throws IOException {
        writer.write(GSON.toJson(line));
        writer.newLine();
        writer.flush();
    }

    /** The step of a line; a line cut off by a crash belongs to no step. */
    private static long stepOf(String line) {
        try {
            JsonObject object = JsonParser.parseString(line).getAsJsonObject();
            return object.get("step").getAsLong();
        } catch (JsonParseException | IllegalStateException | NullPointerException e) {
            return Long.MAX_VALUE;
        }
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
