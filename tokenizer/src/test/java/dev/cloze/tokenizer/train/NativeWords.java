package dev.cloze.tokenizer.train;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.cloze.tokenizer.BpeModel;
import dev.cloze.tokenizer.SpecialTokens;
import dev.cloze.tokenizer.TokenizerFiles;
import dev.cloze.tokenizer.WordRules;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The words of the native engine, which shows them when its model spells words in bytes. */
final class NativeWords implements AutoCloseable {
    private final long handle;

    /**
     * The engine with the normalizer and pre-tokenizer that are written for some rules.
     *
     * @param folder an empty folder
     */
    NativeWords(WordRules rules, Path folder) throws IOException {
        TokenizerFiles.write(folder, new BpeModel(SpecialTokens.NAMES, List.of(), SpecialTokens.NAMES, rules, "", ""));
        JsonObject root = JsonParser.parseString(Files.readString(folder.resolve("tokenizer.json")))
                .getAsJsonObject();
        JsonObject vocabulary = new JsonObject();
        for (int value = 0; value < 256; value++) {
            vocabulary.addProperty(
                    rules.isOfBytes() ? ByteCharacters.of(value) : String.format("<0x%02X>", value), value);
        }
        JsonObject model = new JsonObject();
        model.addProperty("type", "BPE");
        model.addProperty("byte_fallback", !rules.isOfBytes());
        model.add("vocab", vocabulary);
        model.add("merges", new JsonArray());
        root.add("model", model);
        root.add("added_tokens", new JsonArray());
        root.add("post_processor", JsonNull.INSTANCE);
        LibUtils.checkStatus();
        handle = TokenizersLibrary.LIB.createTokenizerFromString(root.toString());
    }

    List<String> split(String text) {
        long encoding = TokenizersLibrary.LIB.encode(handle, text, false);
        try {
            long[] bytes = TokenizersLibrary.LIB.getTokenIds(encoding);
            long[] wordOfByte = TokenizersLibrary.LIB.getWordIds(encoding);
            List<String> words = new ArrayList<>();
            ByteArrayOutputStream word = new ByteArrayOutputStream();
            for (int i = 0; i < bytes.length; i++) {
                word.write((int) bytes[i]);
                if (i + 1 == bytes.length || wordOfByte[i + 1] != wordOfByte[i]) {
                    words.add(word.toString(StandardCharsets.UTF_8));
                    word.reset();
                }
            }
            return words;
        } finally {
            TokenizersLibrary.LIB.deleteEncoding(encoding);
        }
    }

    @Override
    public void close() {
        TokenizersLibrary.LIB.deleteTokenizer(handle);
    }
}
