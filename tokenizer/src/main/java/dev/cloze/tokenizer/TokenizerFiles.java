package dev.cloze.tokenizer;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The files of a tokenizer as HuggingFace's libraries name and read them (tokenizers 0.19 and later): {@code
 * tokenizer.json}, {@code vocab.txt}, {@code tokenizer_config.json} and {@code special_tokens_map.json}.
 *
 * <p>The same model gives the same bytes. Nothing of ours stands among the keys of {@code tokenizer.json}, since readers
 * refuse a file with keys they do not know.
 */
public final class TokenizerFiles {
    /** {@code tokenizer.json} last, as {@link #write} has it. */
    private static final List<String> FOREIGN = List.of(
            "vocab.txt",
            "vocab.json",
            "merges.txt",
            "added_tokens.json",
            "tokenizer.model",
            "spiece.model",
            "sentencepiece.bpe.model",
            "special_tokens_map.json",
            "tokenizer_config.json",
            "tokenizer.json");

    private static final Gson GSON = new GsonBuilder()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .serializeNulls()
            .create();

    private TokenizerFiles() {}

    /**
     * Writes the four files, each whole or not at all, {@code tokenizer.json} last: a folder that holds it holds the
     * others too. Creates the folder; replaces files that are there.
     */
    public static void write(Path folder, WordPieceModel model) throws IOException {
        Files.createDirectories(folder);
        writeText(folder.resolve("vocab.txt"), String.join("\n", model.pieces()) + "\n");
        writeText(folder.resolve("special_tokens_map.json"), json(specialTokensMap(SpecialTokens.NAMES)));
        writeText(folder.resolve("tokenizer_config.json"), json(tokenizerConfig(model)));
        WordPieceJson.Normalizer normalizer = new WordPieceJson.Normalizer(model.lowerCase(), Optional.empty(), true);
        writeText(
                folder.resolve("tokenizer.json"),
                json(WordPieceJson.tree(model.pieces(), SpecialTokens.NAMES, normalizer)));
    }

    /**
     * Writes {@code special_tokens_map.json}, {@code tokenizer_config.json} and {@code tokenizer.json}, each whole or
     * not at all, the last one last. Creates the folder; replaces files that are there, and removes a {@code vocab.txt},
     * which would be another vocabulary's.
     *
     * @throws UsageException if one of the five special tokens of a masked language model is missing; they have BERT's
     *     or RoBERTa's names
     */
    public static void write(Path folder, BpeModel model) throws IOException {
        List<String> names = BpeJson.namesOfRoles(model.specialTokens());
        write(folder, names, BpeJson.tree(model, names));
    }

    /**
     * Writes the same three files of a Unigram model.
     *
     * @throws UsageException if one of the five special tokens of a masked language model is missing
     */
    public static void write(Path folder, UnigramModel model) throws IOException {
        List<String> names = BpeJson.namesOfRoles(model.specialTokens());
        write(folder, names, UnigramJson.tree(model, names));
    }

    private static void write(Path folder, List<String> names, JsonObject tree) throws IOException {
        JsonObject config = specialTokensMap(names);
        config.addProperty("clean_up_tokenization_spaces", false);
        config.addProperty("tokenizer_class", "PreTrainedTokenizerFast");
        Files.createDirectories(folder);
        Files.deleteIfExists(folder.resolve(VocabularyText.FILE_NAME));
        writeText(folder.resolve("special_tokens_map.json"), json(specialTokensMap(names)));
        writeText(folder.resolve("tokenizer_config.json"), json(config));
        writeText(folder.resolve("tokenizer.json"), json(tree));
    }

    /**
     * Copies the tokenizer of a folder into another, which is made if it is missing. Copied are the files that
     * HuggingFace's libraries know, those that are there: the rest of the folder, weights among it, stays.
     *
     * @param folderOrFile the folder, or its {@code tokenizer.json} under any name
     * @throws NoSuchFileException if there is neither {@code tokenizer.json} nor {@code vocab.txt}
     */
    public static void copy(Path folderOrFile, Path to) throws IOException {
        if (Files.isRegularFile(folderOrFile)) {
            Files.createDirectories(to);
            for (String name : List.of("special_tokens_map.json", "tokenizer_config.json")) {
                Path file = folderOrFile.resolveSibling(name);
                if (Files.isRegularFile(file)) {
                    AtomicFile.write(to.resolve(name), Files.readAllBytes(file));
                }
            }
            AtomicFile.write(to.resolve("tokenizer.json"), Files.readAllBytes(folderOrFile));
        } else {
            copyFolder(folderOrFile, to);
        }
    }

    private static void copyFolder(Path from, Path to) throws IOException {
        Path main = from.resolve("tokenizer.json");
        if (!Files.isRegularFile(main) && !Files.isRegularFile(from.resolve(VocabularyText.FILE_NAME))) {
            throw new NoSuchFileException(main.toString());
        }
        Files.createDirectories(to);
        for (String name : FOREIGN) {
            Path file = from.resolve(name);
            if (Files.isRegularFile(file)) {
                AtomicFile.write(to.resolve(name), Files.readAllBytes(file));
            }
        }
    }

    /** The names that the files of a tokenizer can have. */
    public static List<String> names() {
        return FOREIGN;
    }

    /** Whether a file of this name belongs to a tokenizer. */
    public static boolean isOne(String name) {
        return FOREIGN.contains(name);
    }

    private static void writeText(Path file, String text) throws IOException {
        AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String json(JsonElement element) {
        return GSON.toJson(element) + "\n";
    }

    /**
     * The file that says which token plays which role.
     *
     * @param names the special tokens in the order of {@link SpecialTokens#NAMES}
     */
    private static JsonObject specialTokensMap(List<String> names) {
        JsonObject map = new JsonObject();
        for (String role : List.of(
                SpecialTokens.START,
                SpecialTokens.MASK,
                SpecialTokens.PADDING,
                SpecialTokens.END,
                SpecialTokens.UNKNOWN)) {
            int place = SpecialTokens.NAMES.indexOf(role);
            map.addProperty(NamedTokens.KEYS.get(place), names.get(place));
        }
        return map;
    }

    private static JsonObject tokenizerConfig(WordPieceModel model) {
        JsonObject config = specialTokensMap(SpecialTokens.NAMES);
        config.addProperty("do_lower_case", model.lowerCase());
        config.add("strip_accents", JsonNull.INSTANCE);
        config.addProperty("tokenize_chinese_chars", true);
        config.addProperty("tokenizer_class", "BertTokenizer");
        return config;
    }
}
