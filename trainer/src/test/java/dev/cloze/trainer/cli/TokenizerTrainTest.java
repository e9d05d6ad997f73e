package dev.cloze.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.cloze.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerTrainTest {
    private static final int MISTAKE = 2;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "bpe, --pre-tokenizer gpt2, BPE",
        "bpe, --pre-tokenizer llama3 --normalizer nfc, BPE",
        "bpe, --pre-tokenizer metaspace --normalizer nfkc lower_case --individual-digits, BPE",
        "bpe, --special-tokens <s> <pad> </s> <unk> <mask>, BPE",
        "wordpiece, --cased, WordPiece",
        "wordpiece, --criterion likelihood --min-frequency 5 --limit-alphabet 200, WordPiece",
        "unigram, --normalizer nfkc, Unigram",
        "unigram, --byte-fallback --pre-tokenizer metaspace --individual-digits --seed-size 5000, Unigram"
    })
    void filesLoadAndSayWhereTheyComeFrom(String model, String options, String kind) throws IOException {
        Path out = folder.resolve("out");
        CommandLineRun run = train(model, out, options.split(" ", -1));
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("500 pieces in ");
        try (Tokenizer tokenizer = Tokenizer.load(out)) {
            assertThat(tokenizer.vocabularySize()).isEqualTo(500);
            JsonObject training = json(out.resolve("training.json"));
            assertThat(training.get("tokenizerSha256").getAsString()).isEqualTo(tokenizer.sha256());
            assertThat(training.get("pieces").getAsInt()).isEqualTo(500);
            assertThat(training.getAsJsonArray("corpora")).hasSize(1);
        }
        assertThat(json(out.resolve("tokenizer.json"))
                        .getAsJsonObject("model")
                        .get("type")
                        .getAsString())
                .isEqualTo(kind);
    }

    @Test
    void threadsChangeNothing() throws IOException {
        List<String> files = new ArrayList<>();
        for (String threads : List.of("1", "2", "3", "4")) {
            Path out = folder.resolve("with-" + threads);
            assertThat(train("bpe", out, "--threads", threads, "--memory", "1", "--temporary", folder.toString())
                            .code())
                    .isZero();
            files.add(Files.readString(out.resolve("tokenizer.json")));
        }
        assertThat(files).containsOnly(files.get(0));
    }

    @Test
    void weightsMakeASmallCorpusCount() throws IOException {
        Path large = Files.writeString(folder.resolve("large.txt"), "abab cdcd ".repeat(1000));
        Path small = Files.writeString(folder.resolve("small.txt"), "xyxy ".repeat(50));
        Path out = folder.resolve("out");
        List<Object> command =
                new ArrayList<>(List.of("tokenizer", "train", "--corpus", large, small, "--model", "bpe"));
        command.addAll(List.of("--pre-tokenizer", "whitespace", "--vocab-size", 12, "--out", out));
        assertThat(CommandLineRun.of(command.toArray()).code()).isZero();
        assertThat(merges(out)).isEqualTo("[\"a b\"]");
        command.addAll(List.of("--weights", "1", "100"));
        assertThat(CommandLineRun.of(command.toArray()).code()).isZero();
        assertThat(merges(out)).isEqualTo("[\"x y\"]");
        JsonObject second = json(out.resolve("training.json"))
                .getAsJsonArray("corpora")
                .get(1)
                .getAsJsonObject();
        assertThat(second.get("weight").getAsDouble()).isEqualTo(100);
        assertThat(second.get("words").getAsLong()).isEqualTo(50);
    }

    @Test
    void mistakesAreOneLine() throws IOException {
        Path out = folder.resolve("out");
        assertMistake(train("bpe", out, "--temperature", "0.5"), "--temperature: expected 1 or more, got 0.5");
        assertMistake(
                train("bpe", out, "--weights", "1", "2"),
                "--weights: expected one for each --corpus, and no --temperature, got 2 for 1");
        assertMistake(
                train("wordpiece", out, "--pre-tokenizer", "gpt2"),
                "--pre-tokenizer: expected to go with --model bpe or unigram, got --model wordpiece");
        assertMistake(
                train("bpe", out, "--criterion", "likelihood"),
                "--criterion: expected to go with --model wordpiece, got --model bpe");
        assertMistake(
                train("bpe", out, "--cased"),
                "--cased: expected to go with bert's words; others keep capitals, got --model bpe");
        assertMistake(
                train("unigram", out, "--pre-tokenizer", "gpt2"),
                "--pre-tokenizer: expected metaspace, whitespace or bert for --model unigram, got one that spells in bytes");
        assertMistake(
                train("bpe", out, "--special-tokens", "[PAD]", "[PAD]"),
                "specialTokens: expected each once, got [PAD] again");
        assertMistake(train("bpe", out, "--min-frequency", "0"), "--min-frequency: expected 1 or more, got 0");
        CommandLineRun none = CommandLineRun.of(
                "tokenizer",
                "train",
                "--corpus",
                folder.resolve("none.txt"),
                "--model",
                "bpe",
                "--vocab-size",
                300,
                "--out",
                out);
        assertMistake(none, "a path at which there is nothing");
        assertThat(out).doesNotExist();
    }

    private static void assertMistake(CommandLineRun run, String message) {
        assertThat(run.err()).startsWith("cloze: ").contains(message).hasLineCount(1);
        assertThat(run.code()).isEqualTo(MISTAKE);
    }

    private CommandLineRun train(String model, Path out, String... options) throws IOException {
        Random random = new Random(9);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            // Some letters are much more frequent than others.
            double share = random.nextDouble();
            text.append(" etaoinshrdluETAOIN12".charAt((int) (share * share * 20)));
        }
        Path corpus = Files.writeString(folder.resolve("corpus.txt"), text);
        List<Object> command = new ArrayList<>(List.of("tokenizer", "train", "--corpus", corpus, "--model", model));
        command.addAll(List.of("--vocab-size", 500, "--out", out));
        command.addAll(List.of(options));
        return CommandLineRun.of(command.toArray());
    }

    private static String merges(Path out) throws IOException {
        return json(out.resolve("tokenizer.json"))
                .getAsJsonObject("model")
                .get("merges")
                .toString();
    }

    private static JsonObject json(Path file) throws IOException {
        return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    }
}
