package dev.cloze.core.model;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.cloze.tokenizer.AtomicFile;
import dev.cloze.tokenizer.DataException;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.tokenizer.TokenizerFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** The files of a model's folder, which every layout has. */
final class ModelFiles {
    static final String CONFIG = "config.json";

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private ModelFiles() {}

    /** Writes a model's files and forces them to the disk. */
    static void write(Path folder, Map<String, Object> config, Map<String, Safetensors.Entry> tensors, Path tokenizer)
            throws IOException {
        Safetensors.write(folder.resolve(TensorFiles.SINGLE), tensors, Map.of("format", "pt"));
        AtomicFile.write(folder.resolve(CONFIG), (GSON.toJson(config) + "\n").getBytes(StandardCharsets.UTF_8));
        TokenizerFiles.copy(tokenizer, folder); // of another model's folder maybe, whose own files stay there
    }

    /**
     * Opens the tokenizer of a model, whose table of vectors may be longer than the vocabulary, to be a round number.
     *
     * @throws DataException if it has more tokens than the model
     */
    static Tokenizer tokenizer(Path folder, int vocabularySize) throws IOException {
        Tokenizer tokenizer = Tokenizer.load(folder);
        int size = tokenizer.vocabularySize();
        if (size > vocabularySize) {
            tokenizer.close();
            throw new DataException(
                    folder.toString(), "a tokenizer of at most " + vocabularySize + " tokens", size + " tokens");
        }
        return tokenizer;
    }
}
