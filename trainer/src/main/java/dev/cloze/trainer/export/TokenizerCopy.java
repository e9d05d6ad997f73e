package dev.cloze.trainer.export;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.cloze.tokenizer.AtomicFile;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.tokenizer.TokenizerFiles;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The tokenizer's files beside an exported model. */
final class TokenizerCopy {
    static final String JSON = "tokenizer.json";

    private static final String CONFIG = "tokenizer_config.json";
    private static final String VOCABULARY = "vocab.txt";
    private static final Gson GSON = new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .serializeNulls()
            .create();

    private final Path from;
    private final Tokenizer tokenizer;
    private final int longest;

    /**
     * Checks that the folder has what every target reads.
     *
     * @param longest the most tokens that the model takes
     * @throws UsageException if it lacks {@code tokenizer.json}
     */
    TokenizerCopy(Path from, Tokenizer tokenizer, int longest) {
        if (!Files.isRegularFile(from.resolve(JSON))) {
            throw new UsageException(from.toString(), "a folder with " + JSON + ", which every target reads", "none");
        }
        this.from = from;
        this.tokenizer = tokenizer;
        this.longest = longest;
    }

    /** Copies all files, and completes them by {@link #complete}. */
    void write(Path folder) throws IOException {
        TokenizerFiles.copy(from, folder);
        complete(folder);
    }

    /** Adds what readers in other languages want to know: the longest row, and a word-piece vocabulary as text. */
    void complete(Path folder) throws IOException {
        Path config = folder.resolve(CONFIG);
        JsonObject tree = Files.exists(config) ? read(config) : new JsonObject();
        tree.addProperty("model_max_length", longest);
        text(config, GSON.toJson(tree) + "\n");
        if (isWordPiece() && !Files.exists(folder.resolve(VOCABULARY))) {
            text(
                    folder.resolve(VOCABULARY),
                    IntStream.range(0, tokenizer.vocabularySize())
                            .mapToObj(id -> tokenizer.token(id) + "\n")
                            .collect(Collectors.joining()));
        }
    }

    private boolean isWordPiece() throws IOException {
        JsonElement type = read(from.resolve(JSON)).getAsJsonObject("model").get("type");
        return type != null && type.getAsString().equals("WordPiece");
    }

    private static JsonObject read(Path file) throws IOException {
        return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    }

    static void text(Path file, String text) throws IOException {
        AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a value as JSON. */
    static void json(Path file, Object value) throws IOException {
        text(file, GSON.toJson(value) + "\n");
    }
}
