package dev.cloze.tokenizer;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The files of a WordPiece tokenizer as HuggingFace's libraries name and read them (tokenizers 0.19 and later): {@code
 * tokenizer.json}, {@code vocab.txt}, {@code tokenizer_config.json} and {@code special_tokens_map.json}.
 *
 * <p>The same model gives the same bytes. Nothing of ours stands among the keys of {@code tokenizer.json}, since readers
 * refuse a file with keys they do not know.
 */
public final class TokenizerFiles {
    /** Longer words become one unknown token, as in BERT. */
    private static final int LONGEST_WORD = 100;

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
        writeText(folder.resolve("special_tokens_map.json"), json(specialTokensMap()));
        writeText(folder.resolve("tokenizer_config.json"), json(tokenizerConfig(model)));
        writeText(folder.resolve("tokenizer.json"), json(tokenizer(model)));
    }

    private static void writeText(Path file, String text) throws IOException {
        AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String json(JsonElement element) {
        return GSON.toJson(element) + "\n";
    }

    private static JsonObject specialTokensMap() {
        JsonObject map = new JsonObject();
        map.addProperty("cls_token", SpecialTokens.START);
        map.addProperty("mask_token", SpecialTokens.MASK);
        map.addProperty("pad_token", SpecialTokens.PADDING);
        map.addProperty("sep_token", SpecialTokens.END);
        map.addProperty("unk_token", SpecialTokens.UNKNOWN);
        return map;
    }

    private static JsonObject tokenizerConfig(WordPieceModel model) {
        JsonObject config = specialTokensMap();
        config.addProperty("do_lower_case", model.lowerCase());
        config.add("strip_accents", JsonNull.INSTANCE);
        config.addProperty("tokenize_chinese_chars", true);
        config.addProperty("tokenizer_class", "BertTokenizer");
        return config;
    }

    private static JsonObject tokenizer(WordPieceModel model) {
        JsonObject root = new JsonObject();
        root.addProperty("version", "1.0");
        root.add("truncation", JsonNull.INSTANCE);
        root.add("padding", JsonNull.INSTANCE);
        root.add("added_tokens", addedTokens());
        root.add("normalizer", normalizer(model));
        root.add("pre_tokenizer", typed("BertPreTokenizer"));
        root.add("post_processor", template());
        root.add("decoder", decoder());
        root.add("model", wordPiece(model));
        return root;
    }

    private static JsonArray addedTokens() {
        JsonArray tokens = new JsonArray();
        for (String name : SpecialTokens.NAMES) {
            JsonObject token = new JsonObject();
            token.addProperty("id", idOf(name));
            token.addProperty("content", name);
            token.addProperty("single_word", false);
            token.addProperty("lstrip", false);
            token.addProperty("rstrip", false);
            token.addProperty("normalized", false);
            token.addProperty("special", true);
            tokens.add(token);
        }
        return tokens;
    }

    private static JsonObject normalizer(WordPieceModel model) {
        JsonObject normalizer = typed("BertNormalizer");
        normalizer.addProperty("clean_text", true);
        normalizer.addProperty("handle_chinese_chars", true);
        // Null means: as lowercase says.
        normalizer.add("strip_accents", JsonNull.INSTANCE);
        normalizer.addProperty("lowercase", model.lowerCase());
        return normalizer;
    }

    /** The rows {@code [CLS] A [SEP]} and {@code [CLS] A [SEP] B [SEP]}, the second half of the latter of type 1. */
    private static JsonObject template() {
        JsonObject template = typed("TemplateProcessing");
        template.add(
                "single",
                row(specialPart(SpecialTokens.START, 0), textPart("A", 0), specialPart(SpecialTokens.END, 0)));
        template.add(
                "pair",
                row(
                        specialPart(SpecialTokens.START, 0),
                        textPart("A", 0),
                        specialPart(SpecialTokens.END, 0),
                        textPart("B", 1),
                        specialPart(SpecialTokens.END, 1)));
        JsonObject special = new JsonObject();
        for (String name : List.of(SpecialTokens.START, SpecialTokens.END)) {
            JsonObject token = new JsonObject();
            token.addProperty("id", name);
            token.add("ids", new JsonArray());
            token.getAsJsonArray("ids").add(idOf(name));
            token.add("tokens", new JsonArray());
            token.getAsJsonArray("tokens").add(name);
            special.add(name, token);
        }
        template.add("special_tokens", special);
        return template;
    }

    private static JsonArray row(JsonObject... parts) {
        JsonArray row = new JsonArray();
        for (JsonObject part : parts) {
            row.add(part);
        }
        return row;
    }

    private static JsonObject specialPart(String name, int type) {
        return part("SpecialToken", name, type);
    }

    private static JsonObject textPart(String name, int type) {
        return part("Sequence", name, type);
    }

    private static JsonObject part(String kind, String name, int type) {
        JsonObject fields = new JsonObject();
        fields.addProperty("id", name);
        fields.addProperty("type_id", type);
        JsonObject part = new JsonObject();
        part.add(kind, fields);
        return part;
    }

    private static JsonObject decoder() {
        JsonObject decoder = typed("WordPiece");
        decoder.addProperty("prefix", WordPieceModel.CONTINUATION);
        decoder.addProperty("cleanup", true);
        return decoder;
    }

    private static JsonObject wordPiece(WordPieceModel model) {
        JsonObject wordPiece = typed("WordPiece");
        wordPiece.addProperty("unk_token", SpecialTokens.UNKNOWN);
        wordPiece.addProperty("continuing_subword_prefix", WordPieceModel.CONTINUATION);
        wordPiece.addProperty("max_input_chars_per_word", LONGEST_WORD);
        JsonObject vocabulary = new JsonObject();
        for (String piece : model.pieces()) {
            vocabulary.addProperty(piece, vocabulary.size());
        }
        wordPiece.add("vocab", vocabulary);
        return wordPiece;
    }

    private static JsonObject typed(String type) {
        JsonObject object = new JsonObject();
        object.addProperty("type", type);
        return object;
    }

    private static int idOf(String specialName) {
        return SpecialTokens.NAMES.indexOf(specialName);
    }
}
