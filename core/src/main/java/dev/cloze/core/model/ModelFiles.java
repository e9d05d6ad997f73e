package dev.cloze.core.model;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.cloze.tokenizer.AtomicFile;
import dev.cloze.tokenizer.DataException;
import dev.cloze.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The files of a model's folder, which every layout has. */
final class ModelFiles {
    static final String CONFIG = "config.json";

    /** Those of every kind of tokenizer; what else a folder holds is not the tokenizer's. */
    private static final Set<String> TOKENIZER = Set.of(
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json",
            "vocab.txt",
            "vocab.json",
            "merges.txt",
            "tokenizer.model",
            "spiece.model",
            "sentencepiece.bpe.model");

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private ModelFiles() {}

    /** Writes a model's files and forces them to the disk. */
    static void write(Path folder, Map<String, Object> config, Map<String, Safetensors.Entry> tensors, Path tokenizer)
            throws IOException {
        Safetensors.write(folder.resolve(TensorFiles.SINGLE), tensors, Map.of("format", "pt"));
        AtomicFile.write(folder.resolve(CONFIG), (GSON.toJson(config) + "\n").getBytes(StandardCharsets.UTF_8));
        copyTokenizer(tokenizer, folder);
    }

    /** A tokenizer may come from another model's folder, whose own files stay there. */
    private static void copyTokenizer(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                if (TOKENIZER.contains(name)) {
                    Files.copy(file, to.resolve(name));
                    force(to.resolve(name));
                }
            }
        }
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /**
     * Opens a folder's tokenizer.
     *
     * @throws DataException if it has another number of tokens
     */
    static Tokenizer tokenizer(Path folder, int vocabularySize) throws IOException {
        Tokenizer tokenizer = Tokenizer.load(folder);
        int size = tokenizer.vocabularySize();
        if (size != vocabularySize) {
            tokenizer.close();
            throw new DataException(
                    folder.toString(), "a tokenizer of " + vocabularySize + " tokens", size + " tokens");
        }
        return tokenizer;
    }
}
