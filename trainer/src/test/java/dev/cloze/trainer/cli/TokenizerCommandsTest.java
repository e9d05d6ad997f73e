package dev.cloze.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.cloze.tokenizer.SpecialTokens;
import dev.cloze.tokenizer.TokenizerFiles;
import dev.cloze.tokenizer.WordPieceModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cloze tokenizer} on a vocabulary of nine pieces. */
class TokenizerCommandsTest {
    @TempDir
    private Path folder;

    private Path tokenizer;

    @BeforeEach
    void write() throws IOException {
        tokenizer = vocabulary("one", "a", "b", "##b", "ab");
    }

    private Path vocabulary(String name, String... pieces) throws IOException {
        List<String> all = new ArrayList<>(SpecialTokens.NAMES);
        all.addAll(List.of(pieces));
        Path place = folder.resolve(name);
        TokenizerFiles.write(place, new WordPieceModel(all, true));
        return place;
    }

    private Path corpus(String text) throws IOException {
        return Files.writeString(folder.resolve("corpus.txt"), text);
    }

    @Test
    void idsAndTokensAndPlaces() {
        assertThat(CommandLineRun.of("tokenizer", "encode", tokenizer, "ab abb", "B")
                        .out())
                .isEqualTo("8 8 7\n6\n");
        assertThat(CommandLineRun.of("tokenizer", "encode", tokenizer, "--tokens", "ab abb q")
                        .out())
                .isEqualTo("ab ab ##b [UNK]\n");
        JsonObject last = JsonParser.parseString(CommandLineRun.of("tokenizer", "encode", tokenizer, "--json", "a abb")
                        .out())
                .getAsJsonObject()
                .getAsJsonArray("tokens")
                .get(2)
                .getAsJsonObject();
        assertThat(last).isEqualTo(JsonParser.parseString("{id: 7, token: '##b', word: 1, start: 4, end: 5}"));
    }

    @Test
    void idsBecomeText() {
        assertThat(CommandLineRun.of("tokenizer", "decode", tokenizer, 8, 7, 5).out())
                .isEqualTo("abb a\n");
        CommandLineRun wrong = CommandLineRun.of("tokenizer", "decode", tokenizer, 9);
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).startsWith("cloze: id: expected 0 to 8, got 9");
    }

    /** Five words, the bytes of a document, tokens: ab | ab ##b | ab ##b | [UNK] | a. */
    @Test
    void fitIsCounted() throws IOException {
        Path corpus = corpus("ab abb abb qü\na");
        JsonObject result = JsonParser.parseString(
                        CommandLineRun.of("tokenizer", "inspect", tokenizer, "--corpus", corpus, "--json")
                                .out())
                .getAsJsonObject();
        assertThat(result.get("vocabularySize").getAsInt()).isEqualTo(9);
        assertThat(result.getAsJsonArray("longestPieces").get(0).getAsString()).isEqualTo("##b");
        JsonObject use = result.getAsJsonObject("use");
        assertThat(use.get("words").getAsLong()).isEqualTo(5);
        assertThat(use.get("tokens").getAsLong()).isEqualTo(7);
        assertThat(use.get("bytes").getAsLong()).isEqualTo(16);
        assertThat(use.get("fertility").getAsDouble()).isEqualTo(1.4, within(1e-12));
        assertThat(use.get("bytesPerToken").getAsDouble()).isEqualTo(16.0 / 7, within(1e-12));
        assertThat(use.get("unknownShare").getAsDouble()).isEqualTo(1.0 / 7, within(1e-12));
        assertThat(use.get("usedShare").getAsDouble()).isEqualTo(0.75, within(1e-12));
        JsonArray words = use.getAsJsonArray("costliestWords");
        assertThat(words).hasSize(1);
        assertThat(words.get(0))
                .isEqualTo(JsonParser.parseString("{word: 'abb', pieces: ['ab', '##b'], tokens: 2, count: 2}"));
        assertThat(CommandLineRun.of("tokenizer", "inspect", tokenizer, "--corpus", corpus)
                        .out())
                .contains("7: 1.400 a word, 2.286 bytes each, 14.286 % unknown")
                .contains("latin");
    }

    @Test
    void eachScriptIsCounted() throws IOException {
        Path corpus = corpus("ab да ab");
        JsonArray scripts = JsonParser.parseString(
                        CommandLineRun.of("tokenizer", "inspect", tokenizer, "--corpus", corpus, "--json")
                                .out())
                .getAsJsonObject()
                .getAsJsonObject("use")
                .getAsJsonArray("scripts");
        assertThat(scripts.get(0))
                .isEqualTo(JsonParser.parseString(
                        "{script: 'LATIN', characters: 5, tokens: 2, unknown: 0, charactersPerToken: 2.5}"));
        assertThat(scripts.get(1))
                .isEqualTo(JsonParser.parseString(
                        "{script: 'CYRILLIC', characters: 3, tokens: 1, unknown: 1, charactersPerToken: 3.0}"));
    }

    @Test
    void twoVocabulariesOnOneText() throws IOException {
        Path other = vocabulary("other", "a", "b", "##b");
        JsonObject result = JsonParser.parseString(CommandLineRun.of(
                                "tokenizer", "compare", tokenizer, other, "--corpus", corpus("ab ab a"), "--json")
                        .out())
                .getAsJsonObject();
        assertThat(result.get("piecesInBoth").getAsInt()).isEqualTo(8);
        assertThat(result.getAsJsonObject("a").get("tokens").getAsInt()).isEqualTo(3);
        assertThat(result.getAsJsonObject("b").get("tokens").getAsInt()).isEqualTo(5);
        assertThat(CommandLineRun.of("tokenizer", "compare", tokenizer, other, "--corpus", folder.resolve("corpus.txt"))
                        .out())
                .containsPattern("tokens +3 +5 +1\\.667");
    }

    @Test
    void aTextWithoutTextIsSaid() throws IOException {
        CommandLineRun run = CommandLineRun.of("tokenizer", "inspect", tokenizer, "--corpus", corpus(" \n"));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).startsWith("cloze: corpus: expected text to encode, got none");
    }
}
