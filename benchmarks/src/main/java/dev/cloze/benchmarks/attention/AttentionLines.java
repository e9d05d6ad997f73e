package dev.cloze.benchmarks.attention;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.cloze.benchmarks.attention.AttentionResult.Details;
import dev.cloze.benchmarks.harness.Result;
import dev.cloze.benchmarks.harness.ResultLines;
import dev.cloze.tokenizer.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Results as JSON lines that {@code bench compare} reads too: a {@code Result}'s fields and one more, {@code attention}. */
public final class AttentionLines {
    private static final String MORE = "attention";
    private static final Gson GSON = new Gson();

    private AttentionLines() {}

    /** A result on one line, without its end. */
    public static String line(AttentionResult result) {
        JsonObject line =
                JsonParser.parseString(ResultLines.line(result.result())).getAsJsonObject();
        line.add(MORE, GSON.toJsonTree(result.attention()));
        return line.toString();
    }

    /** For a person: which kernel is the fastest where. */
    public static List<String> winners(List<AttentionResult> results) {
        return new AttentionReport(results).winners();
    }

    /** The results of a file, in its order. */
    static List<AttentionResult> read(Path file) throws IOException {
        List<AttentionResult> results = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            try {
                JsonObject line = JsonParser.parseString(lines.get(i)).getAsJsonObject();
                results.add(new AttentionResult(
                        GSON.fromJson(line, Result.class), GSON.fromJson(line.get(MORE), Details.class)));
            } catch (RuntimeException e) {
                // Gson wraps what a record's constructor throws.
                throw new DataException(
                        file + ":" + (i + 1), "a line of cloze bench attention", String.valueOf(e.getMessage()), e);
            }
        }
        return results;
    }
}
