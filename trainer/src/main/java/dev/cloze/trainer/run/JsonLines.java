package dev.cloze.trainer.run;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import dev.cloze.tokenizer.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Files of records, each a JSON object on a line of its own. */
final class JsonLines {
    private static final Gson GSON = new Gson();

    private JsonLines() {}

    /** The records of a file for people to look at: a damaged line is left out, and without a file there are none. */
    static <T extends Record> List<T> readable(Path file, Class<T> type) throws IOException {
        List<T> records = new ArrayList<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                try {
                    T one = of(line, type);
                    if (one != null) {
                        records.add(one);
                    }
                } catch (JsonParseException e) {
                    // left out
                }
            }
        }
        return records;
    }

    /**
     * The record of a line; null of a blank one.
     *
     * @throws JsonParseException if the line is none
     */
    static <T extends Record> T of(String line, Class<T> type) {
        return GSON.fromJson(line, type);
    }

    /** Writes a file whole or not at all. */
    static void write(Path file, List<? extends Record> records) throws IOException {
        String text = records.stream().map(one -> GSON.toJson(one) + "\n").collect(Collectors.joining());
        AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a line to a file, which is made if it is missing. */
    static void append(Path file, Record record) throws IOException {
        Files.writeString(file, GSON.toJson(record) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
