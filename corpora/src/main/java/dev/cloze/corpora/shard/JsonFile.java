package dev.cloze.corpora.shard;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.cloze.tokenizer.DataException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A record kept as a JSON file. */
public final class JsonFile {
    static final String UNFINISHED = ".part";

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private JsonFile() {}

    /** Writes the record beside the file's place, then moves it there: readers see the old file or the new one. */
    public static void write(Path file, Record content) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + UNFINISHED);
        Files.write(part, (GSON.toJson(content) + "\n").getBytes(StandardCharsets.UTF_8));
        finish(part, file);
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

    /** Makes a written file safe on the disk and moves it to its place. */
    static void finish(Path part, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String reason(Throwable fault) {
        Throwable root = fault;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse(""); // Gson adds a line with a link
    }
}
