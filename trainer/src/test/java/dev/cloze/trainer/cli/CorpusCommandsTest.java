package dev.cloze.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.cloze.trainer.TinyRecipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A corpus from files to a model, by the commands that people type. */
class CorpusCommandsTest {
    private static final Path LIGHT = Path.of("../recipes/corpus/light.yaml");

    @TempDir
    private Path folder;

    private Path lines;
    private Path built;

    /** 500 sentences as lines of JSON, and one line that is broken. */
    @BeforeEach
    void writeLines() throws IOException {
        List<String> sentences =
                new ArrayList<>(Files.readAllLines(TinyRecipe.writeCorpus(folder.resolve("text"), 500)));
        sentences.add(sentences.get(3)); // deduplication removes it
        lines = folder.resolve("lines");
        Files.write(
                lines,
                sentences.stream()
                        .map(each -> "{\"page\": {\"body\": \"" + each + "\"}}")
                        .toList());
        Files.writeString(lines, Files.readString(lines) + "{\"page\": \n");
        built = folder.resolve("built");
    }

    private CommandLineRun build(Object... more) {
        Object[] arguments = {"corpus", "build", LIGHT, "--corpus", lines, "--field", "page.body", "--out", built};
        Object[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return CommandLineRun.of(all);
    }

    @Test
    void aCorpusIsBuiltVerifiedReportedAndTrainedOn() throws IOException {
        CommandLineRun build = build();
        assertThat(build.code()).as(build.err()).isZero();
        assertThat(build.out()).contains("damaged record").containsPattern("nfc +501 ");

        CommandLineRun report = CommandLineRun.of("corpus", "report", built, "--json");
        assertThat(report.code()).as(report.err()).isZero();
        JsonObject text = JsonParser.parseString(report.out())
                .getAsJsonObject()
                .getAsJsonObject("report")
                .getAsJsonObject("text");
        assertThat(text.get("documents").getAsLong()).isEqualTo(500);
        assertThat(text.get("words").getAsLong()).isEqualTo(500 * 12);
        assertThat(CommandLineRun.of("corpus", "report", built).out()).contains("languages", "8-15");

        assertThat(CommandLineRun.of("corpus", "verify", built).out()).contains("501 intact");

        List<String> documents =
                CommandLineRun.of("corpus", "cat", built).out().lines().toList();
        assertThat(documents).hasSize(500);
        assertThat(Files.readAllLines(lines))
                .contains("{\"page\": {\"body\": \""
                        + JsonParser.parseString(documents.get(7))
                                .getAsJsonObject()
                                .get("text")
                                .getAsString()
                        + "\"}}");

        Path run = folder.resolve("run");
        CommandLineRun pretrain =
                CommandLineRun.of("pretrain", TinyRecipe.file(), "--corpus", built, "--out", run, "--json");
        assertThat(pretrain.code()).as(pretrain.err()).isZero();
        CommandLineRun where = CommandLineRun.of("corpus", "where", run, "--step", 1);
        assertThat(where.out()).contains("lines:line ");
        assertThat(CommandLineRun.of("corpus", "verify", run).out()).contains("train", "heldout");

        damage(run.resolve("shards/train/origins.records"));
        CommandLineRun damaged = CommandLineRun.of("corpus", "verify", run);
        assertThat(damaged.code()).isEqualTo(1);
        assertThat(damaged.err()).contains("origins.records").contains("expected");
    }

    @Test
    void shardsOfABuildAreThoseOfARun() throws IOException {
        Path tokenizer = folder.resolve("tokenizer");
        CommandLineRun trained = CommandLineRun.of(
                "tokenizer",
                "train",
                "--corpus",
                folder.resolve("text"),
                "--documents",
                "lines",
                "--model",
                "wordpiece",
                "--vocab-size",
                120,
                "--out",
                tokenizer);
        assertThat(trained.code()).as(trained.err()).isZero();
        CommandLineRun build =
                build("--tokenizer", tokenizer, "--set", "shards.heldOutShare=0.1", "--set", "shards.seed=7");
        assertThat(build.code()).as(build.err()).isZero();
        assertThat(build.out()).containsPattern("shards +\\d+ documents");
        assertThat(CommandLineRun.of("corpus", "verify", built).out()).contains("intact", "train", "heldout");

        List<String> values = List.of("corpus.heldOutShare=0.1", "seed=7", "training.steps=2");
        CommandLineRun run = pretrain(tokenizer, "with", values);
        assertThat(run.out()).contains("those of the built corpus");
        Path shards = built.resolve("shards");
        Files.move(shards, folder.resolve("elsewhere"));
        assertThat(pretrain(tokenizer, "with", values).out()).contains("from an earlier start");
        CommandLineRun without = pretrain(tokenizer, "without", values);
        assertThat(without.out()).doesNotContain("those of the built corpus");
        for (String file : List.of(
                "train/train-0000.shard", "train/manifest.json", "train/origins.records", "heldout/manifest.json")) {
            assertThat(folder.resolve("with/shards").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("without/shards").resolve(file));
        }
        Files.move(folder.resolve("elsewhere"), shards);
        assertThat(pretrain(tokenizer, "other", List.of("corpus.heldOutShare=0.1", "seed=8", "training.steps=2"))
                        .out())
                .doesNotContain("those of the built corpus");
    }

    private CommandLineRun pretrain(Path tokenizer, String name, List<String> values) {
        Object[] arguments = {
            "pretrain",
            TinyRecipe.file(),
            "--corpus",
            built,
            "--tokenizer",
            tokenizer,
            "--out",
            folder.resolve(name),
            "--set"
        };
        Object[] all = Arrays.copyOf(arguments, arguments.length + values.size());
        System.arraycopy(values.toArray(), 0, all, arguments.length, values.size());
        CommandLineRun run = CommandLineRun.of(all);
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    @Test
    void aSampleIsAnInputBesideFiles() throws IOException {
        CommandLineRun build = CommandLineRun.of(
                "corpus", "build", LIGHT, "--corpus", "sample:dickens", lines, "--field", "**.body", "--out", built);
        assertThat(build.code()).as(build.err()).isZero();
        String documents = CommandLineRun.of("corpus", "cat", built).out();
        assertThat(documents
                        .lines()
                        .filter(line -> line.contains("dickens.jsonl"))
                        .count())
                .isGreaterThan(50);
        assertThat(documents
                        .lines()
                        .filter(line -> !line.contains("dickens.jsonl"))
                        .count())
                .isEqualTo(500);
        CommandLineRun many = CommandLineRun.of(
                "corpus", "build", LIGHT, "--corpus", "sample:dickens", "--field", "a.b", "--out", folder.resolve("x"));
        assertThat(many.code()).isEqualTo(2);
        assertThat(many.err())
                .contains("recipe.read.field: expected one name, or **.name, beside a sample as input, got a.b");
    }

    private static void damage(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 16;
        Files.write(file, bytes);
    }

    @Test
    void mistakesAreNamed() throws IOException {
        CommandLineRun strict = build("--set", "read.strict=true");
        assertThat(strict.code()).isEqualTo(1);
        assertThat(strict.err()).contains("lines:line 502").contains("expected");
        assertThat(build("--set", "clean.lenght={}").err()).contains("recipe.clean.lenght: expected a known key");
        assertThat(build("--set", "clean.encoding.mostReplacementCharacters=2").err())
                .contains("recipe.clean.encoding.mostReplacementCharacters: expected ");
        assertThat(CommandLineRun.of("corpus", "build", LIGHT, "--out", built).err())
                .contains("corpus: expected one or more files");
        assertThat(CommandLineRun.of("corpus", "report", folder).err()).contains("corpus.json: expected the manifest");
        assertThat(CommandLineRun.of("corpus", "verify", folder).err()).contains("got none of them");

        assertThat(build().code()).isZero();
        CommandLineRun other = build("--set", "read.documents=lines");
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("choose another folder with --out");
    }
}
