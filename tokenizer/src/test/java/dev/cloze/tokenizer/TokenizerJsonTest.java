package dev.cloze.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files give one clear line; models of every kind keep special ids from text. */
class TokenizerJsonTest {
    private static final String ROBERTA_ADDED = """
            {"id":0,"content":"<s>",FLAGS},{"id":1,"content":"<pad>",FLAGS},{"id":2,"content":"</s>",FLAGS},
            {"id":3,"content":"<unk>",FLAGS},{"id":4,"content":"<mask>",FLAGS}""".replace(
            "FLAGS", "\"single_word\":false,\"lstrip\":false,\"rstrip\":false,\"normalized\":false,\"special\":true");

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void writeSoundFile() throws IOException {
        List<String> pieces = new ArrayList<>(SpecialTokens.NAMES);
        pieces.addAll(List.of("sea", "##s"));
        TokenizerFiles.write(folder, new WordPieceModel(pieces, true));
        file = folder.resolve("tokenizer.json");
        // They name the special tokens, and the files here are to stand for themselves.
        Files.delete(folder.resolve("tokenizer_config.json"));
        Files.delete(folder.resolve("special_tokens_map.json"));
    }

    @Test
    void unknownTokenMustBeInTheVocabulary() throws IOException {
        // The engine loads such a file, and ends the process when a batch holds an unknown word.
        damage(root -> model(root).addProperty("unk_token", "[NONE]"));
        refused("model.unk_token: expected a token of the vocabulary, got \"[NONE]\"");
    }

    @Test
    void missingFieldsAreNamed() throws IOException {
        for (String field : List.of("max_input_chars_per_word", "unk_token", "vocab")) {
            writeSoundFile();
            damage(root -> model(root).remove(field));
            assertThatThrownBy(() -> Tokenizer.load(folder))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith(file + ": model." + field + ": expected ")
                    .hasMessageEndingWith(", got nothing");
        }
        writeSoundFile();
        damage(root -> root.remove("model"));
        refused("model: expected an object, got nothing");
        writeSoundFile();
        damage(root -> root.getAsJsonObject("normalizer").remove("clean_text"));
        refused("normalizer.clean_text: expected true or false, got nothing");
        writeSoundFile();
        damage(root ->
                root.getAsJsonArray("added_tokens").get(2).getAsJsonObject().remove("lstrip"));
        refused("added_tokens[2].lstrip: expected true or false, got nothing");
    }

    @Test
    void unknownTopLevelKeysAreNamed() throws IOException {
        damage(root -> root.addProperty("trained_by", "cloze"));
        refused("trained_by: expected no key but [version, truncation, padding, added_tokens, normalizer,"
                + " pre_tokenizer, post_processor, decoder, model], got this one");
    }

    @Test
    void idsAreWholeAndEachIsUsedOnce() throws IOException {
        damage(root -> vocabulary(root).addProperty("sea", 7));
        refused("model.vocab[\"sea\"]: expected a whole number from 0 to 6, got 7");
        writeSoundFile();
        damage(root -> vocabulary(root).addProperty("##s", 5));
        refused("model.vocab[\"##s\"]: expected an id of its own, got 5, which \"sea\" has");
        writeSoundFile();
        damage(root -> vocabulary(root).addProperty("sea", 5.5));
        refused("model.vocab[\"sea\"]: expected a whole number from 0 to 6, got 5.5");
        writeSoundFile();
        damage(root ->
                root.getAsJsonArray("added_tokens").get(1).getAsJsonObject().addProperty("id", 9));
        refused("added_tokens: \"[UNK]\": expected id 1, its place in the vocabulary, got 9");
    }

    @Test
    void missingSpecialTokensAreNamed() throws IOException {
        damage(root -> {
            root.getAsJsonArray("added_tokens").remove(4);
            root.getAsJsonArray("added_tokens").remove(0);
        });
        refused("added_tokens: expected [PAD] or <pad> or the pad_token of tokenizer_config.json, [MASK] or <mask> or"
                + " the mask_token of tokenizer_config.json, got a list without");
    }

    @Test
    void brokenTextIsOneLine() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length - 2; length += 97) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Tokenizer.load(folder))
                    .isInstanceOf(DataException.class)
                    .message()
                    .startsWith(file + ": expected ")
                    .doesNotContain("\n");
        }
        Files.write(file, new byte[] {'{', '"', (byte) 0xC3, '"'});
        assertThatThrownBy(() -> Tokenizer.load(folder)).hasMessage(file + ": expected UTF-8, got other bytes");
        Files.writeString(file, "[]");
        assertThatThrownBy(() -> Tokenizer.load(folder)).hasMessage(file + ": expected a JSON object, got a list of 0");
        Files.writeString(file, "{} {}");
        assertThatThrownBy(() -> Tokenizer.load(folder)).isInstanceOf(DataException.class);
    }

    @Test
    void halfACharacterIsNoToken() throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        Files.writeString(file, text.replace("\"##s\"", "\"##\\ud83c\""), StandardCharsets.UTF_8);
        refused("model.vocab: expected whole characters, got half a surrogate pair in token 6");
    }

    @Test
    void whatOnlyTheEngineKnowsIsReportedWithTheFile() throws IOException {
        damage(root -> root.getAsJsonObject("pre_tokenizer").addProperty("type", "NoSuchThing"));
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(DataException.class)
                .message()
                .startsWith(file + ": expected a tokenizer that the engine reads, got ")
                .doesNotContain("\n");
    }

    @Test
    void unigramWithoutUnknownIsRefused() throws IOException {
        Files.writeString(file, unigram("null", ""));
        refused("model.unk_id: expected a whole number from 0 to 8, got null");
        Files.writeString(file, unigram("9", ""));
        refused("model.unk_id: expected a whole number from 0 to 8, got 9");
    }

    @Test
    void unknownTokenOfTheModelMustBeTheSpecialOne() throws IOException {
        damage(root -> model(root).addProperty("unk_token", "[CLS]"));
        refused("model.unk_token: expected [UNK], got [CLS]");
        Files.writeString(file, unigram("0", ""));
        refused("model.unk_id: expected 3, got 0");
    }

    @Test
    void numbersBeyondFloatingPointAreRefused() throws IOException {
        // Such a number anywhere ends the process, even in a field that the engine does not read.
        damage(root -> root.getAsJsonObject("decoder").add("unused", JsonParser.parseString("[1e400]")));
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .hasMessage(file + ": expected numbers that 64 bits can hold, got 1e400");
    }

    @Test
    void decoderThatCutsTheEndsOfTokensIsRefused() throws IOException {
        damage(root -> root.add(
                "decoder", JsonParser.parseString("{\"type\":\"Strip\",\"content\":\"a\",\"start\":0,\"stop\":1}")));
        refused("decoder.stop: expected 0, got 1");
    }

    @Test
    void damagedCharacterMapIsRefused() throws IOException {
        Files.writeString(file, unigram("3", "{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"AAA\"}"));
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + ": normalizer.precompiled_charsmap: expected ");
        Files.writeString(
                file,
                unigram(
                        "3",
                        "{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"!\"}]}"));
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .hasMessageStartingWith(file + ": normalizer.normalizers[0].precompiled_charsmap: expected base64");
    }

    @Test
    void unigramTextNeverBecomesASpecialId() throws IOException {
        Files.writeString(file, unigram("3", ""));
        try (Tokenizer tokenizer = Tokenizer.load(file)) {
            // "<s>" stands in the model's own vocabulary, so that it would be found without its added token.
            assertThat(tokenizer.encode("<s>a")).containsExactly(5, 6, 7, 8);
            assertThat(tokenizer.encode("<mask>")).doesNotContain(0, 1, 2, 4);
            assertThat(tokenizer.special()).isEqualTo(new SpecialTokens(1, 3, 0, 2, 4));
            assertThat(tokenizer.maskToken()).isEqualTo("<mask>");
            assertThat(tokenizer.decode(0, 8, 4, 2)).isEqualTo("<s>a<mask></s>");
        }
    }

    @Test
    void wordLevelTextNeverBecomesASpecialId() throws IOException {
        Files.writeString(
                file,
                "{\"added_tokens\":[" + ROBERTA_ADDED + "],\"pre_tokenizer\":{\"type\":\"WhitespaceSplit\"},"
                        + "\"model\":{\"type\":\"WordLevel\",\"unk_token\":\"<unk>\",\"vocab\":"
                        + "{\"<s>\":0,\"<pad>\":1,\"</s>\":2,\"<unk>\":3,\"<mask>\":4,\"sea\":5}}}");
        try (Tokenizer tokenizer = Tokenizer.load(file)) {
            assertThat(tokenizer.encode("sea <s> <mask> sea")).containsExactly(5, 3, 3, 5);
        }
    }

    @Test
    void addedTokensThatAreNotSpecialAreKept() throws IOException {
        // As in models whose vocabulary has runs of spaces as added tokens, some before and some after special ones.
        String flags = "\"single_word\":false,\"lstrip\":false,\"rstrip\":false,\"normalized\":false,\"special\":";
        Files.writeString(
                file,
                "{\"added_tokens\":[{\"id\":8,\"content\":\"<mask>\"," + flags + "true},"
                        + "{\"id\":6,\"content\":\"<s>\"," + flags + "true},{\"id\":7,\"content\":\"  \"," + flags
                        + "false},"
                        + "{\"id\":3,\"content\":\"<unk>\"," + flags + "true},{\"id\":4,\"content\":\"<pad>\"," + flags
                        + "true},{\"id\":5,\"content\":\"</s>\"," + flags + "true}],"
                        + "\"model\":{\"unk_token\":\"<unk>\",\"vocab\":{\"a\":0,\"b\":1,\"ab\":2,\"<unk>\":3},"
                        + "\"merges\":[\"a b\"]}}");
        try (Tokenizer tokenizer = Tokenizer.load(file)) {
            assertThat(tokenizer.vocabularySize()).isEqualTo(9);
            assertThat(tokenizer.encode("ab  a")).containsExactly(2, 7, 0);
            assertThat(tokenizer.encode("<s>")).containsExactly(3, 3, 3);
            assertThat(tokenizer.isSpecial(7)).isFalse();
            assertThat(tokenizer.special()).isEqualTo(new SpecialTokens(4, 3, 6, 5, 8));
            assertThat(tokenizer.decode(8, 2)).contains("<mask>").contains("ab");
        }
    }

    @Test
    void addedTokenThatMayBeNormalizedAwayIsRefused() throws IOException {
        damage(root -> {
            JsonObject spaces =
                    root.getAsJsonArray("added_tokens").get(0).deepCopy().getAsJsonObject();
            spaces.addProperty("id", 7);
            spaces.addProperty("content", "  ");
            spaces.addProperty("special", false);
            spaces.addProperty("normalized", true);
            root.getAsJsonArray("added_tokens").add(spaces);
        });
        refused("added_tokens: \"  \": expected one that is not normalized, or only by some of"
                + " [ByteLevel, Lowercase, NFC, NFD, NFKC, NFKD, Prepend], got [BertNormalizer]");
    }

    @Test
    void emptyPatternIsRefused() throws IOException {
        damage(root -> root.add(
                "normalizer",
                JsonParser.parseString("{\"type\":\"Replace\",\"pattern\":{\"Regex\":\"\"},\"content\":\"a\"}")));
        refused("normalizer.pattern.Regex: expected at least one character, got none");
    }

    @Test
    void mergesMustBeTokensAndFitTheirPrefix() throws IOException {
        String start = "{\"added_tokens\":[],\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0,\"b\":1,\"ab\":2},";
        Files.writeString(file, start + "\"merges\":[\"a b\",[\"a\",\"ab\"]]}}");
        refused("model.merges[1]: expected tokens of the vocabulary, got \"aab\"");
        Files.writeString(file, start + "\"merges\":[\"a  b\"]}}");
        refused("model.merges[0]: expected two tokens, got 3");
        Files.writeString(file, start + "\"continuing_subword_prefix\":\"##\",\"merges\":[\"a b\"]}}");
        refused("model.merges[0]: expected a right token that begins with ##, got b");
    }

    @Test
    void dropoutIsRefused() throws IOException {
        Files.writeString(
                file,
                "{\"added_tokens\":[],\"model\":{\"type\":\"BPE\",\"dropout\":0.1,\"vocab\":{\"a\":0},\"merges\":[]}}");
        refused("model.dropout: expected null or 0, got 0.1");
    }

    private static String unigram(String unknownId, String normalizer) {
        return "{\"added_tokens\":[" + ROBERTA_ADDED + "],\"normalizer\":"
                + (normalizer.isEmpty() ? "null" : normalizer)
                + ",\"decoder\":{\"type\":\"Fuse\"},\"model\":{\"type\":\"Unigram\",\"unk_id\":" + unknownId
                + ",\"vocab\":[[\"<s>\",0.0],[\"<pad>\",0.0],[\"</s>\",0.0],[\"<unk>\",0.0],[\"<mask>\",0.0],"
                + "[\"<\",-3.5],[\"s\",-2.5],[\">\",-3.5],[\"a\",-1.5]]}}";
    }

    private void damage(Consumer<JsonObject> change) throws IOException {
        JsonObject root = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        change.accept(root);
        Files.writeString(file, root.toString());
    }

    private void refused(String message) {
        assertThatThrownBy(() -> Tokenizer.load(folder))
                .isInstanceOf(DataException.class)
                .hasMessage("%s: %s", file, message);
    }

    private static JsonObject model(JsonObject root) {
        return root.getAsJsonObject("model");
    }

    private static JsonObject vocabulary(JsonObject root) {
        return model(root).getAsJsonObject("vocab");
    }
}
