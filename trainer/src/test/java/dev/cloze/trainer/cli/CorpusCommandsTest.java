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
