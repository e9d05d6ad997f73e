package dev.cloze.corpora.shard;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.cloze.tokenizer.AtomicFile;
import dev.cloze.tokenizer.DataException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A record kept as a JSON file. */
public final class JsonFile {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private JsonFile() {}

    /** Writes the record beside the file's place, then moves it there: readers see the old file or the new one. */
    public static void write(Path file, Record content) throws IOException {
        AtomicFile.write(file, (GSON.toJson(content) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a record.
     *
     * @throws DataException if the file is not UTF-8 JSON, or if the record refuses its values
     */
    public static <T extends Record> T read(Path file, Class<T> type) throws IOException {
        String expected = "the JSON of a " + type.getSimpleName();
        try {
            T content = GSON.fromJson(Files.readString(file), type);
            if (content == null) {
                throw new DataException(file.toString(), expected, "an empty file");
            }
            return content;
        } catch (CharacterCodingException | RuntimeException e) {
            // Gson wraps what a record's constructor throws in a plain RuntimeException.
            throw new DataException(file.toString(), expected, reason(e), e);
        }
    }

    private static String reason(Throwable fault) {
        Throwable root = fault;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse(""); // Gson adds a line with a link
    }
}
