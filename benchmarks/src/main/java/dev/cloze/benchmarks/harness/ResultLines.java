package dev.cloze.benchmarks.harness;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import dev.cloze.tokenizer.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Results as JSON lines: one object a line, one line for each variant of each cell. */
public final class ResultLines {
    private static final Gson GSON = new GsonBuilder()
            .disableHtmlEscaping()
            .setStrictness(Strictness.STRICT)
            .create();

    private ResultLines() {}

    /** A result on one line, without its end. */
    public static String line(Result result) {
        return GSON.toJson(result);
    }

    /** Replaces a file. */
    public static void write(Path file, List<Result> results) throws IOException {
        Files.write(file, results.stream().map(ResultLines::line).toList());
    }

    /**
     * The results of a file, in its order.
     *
     * @throws DataException for a line that is none, and for a variant of a cell that was there before
     */
    public static List<Result> read(Path file) throws IOException {
        return List.copyOf(byKey(file).values());
    }

    /** The results of a file by what tells them apart, in the file's order. */
    static Map<String, Result> byKey(Path file) throws IOException {
        Map<String, Result> results = new LinkedHashMap<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            String where = file + ":" + (i + 1);
            Result result = parsed(where, lines.get(i));
            if (results.put(result.key(), result) != null) {
                throw new DataException(where, "each variant of a cell once", result.key() + " again");
            }
        }
        return results;
    }

    private static Result parsed(String where, String line) throws DataException {
        try {
            Result result = GSON.fromJson(line, Result.class);
            if (result == null) {
                throw new DataException(where, "a JSON object", "an empty line");
            }
            return result;
        } catch (JsonParseException e) {
            throw new DataException(where, "a line of cloze bench", firstLine(e), e);
        } catch (RuntimeException e) {
            // Gson wraps what a record's constructor throws.
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new DataException(where, "a line of cloze bench", firstLine(cause), e);
        }
    }

    private static String firstLine(Throwable fault) {
        String message = String.valueOf(fault.getMessage());
        return message.lines().findFirst().orElse(message);
    }
}
