package dev.cloze.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.cloze.trainer.TinyRecipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long a run takes, as people type it. */
class CourseCommandsTest {
    @TempDir
    private Path folder;

    private Path corpus;

    @BeforeEach
    void writeCorpus() {
        corpus = TinyRecipe.writeCorpus(folder.resolve("corpus.txt"), 400);
    }

    /** An update of the tiny recipe has 256 tokens. */
    @Test
    void tokensAreStepsAndARunIsReplayed() throws IOException {
        Path run = folder.resolve("run");
        CommandLineRun trained = CommandLineRun.of(
                "pretrain", TinyRecipe.file(), "--corpus", corpus, "--tokens", "1k", "--out", run, "--json");
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(JsonParser.parseString(trained.out())
                        .getAsJsonObject()
                        .get("step")
                        .getAsLong())
                .isEqualTo(4);
        CommandLineRun again = CommandLineRun.of("pretrain", "--replay", run, "--out", folder.resolve("again"));
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(folder.resolve("again/model/model.safetensors"))
                .hasSameBinaryContentAs(run.resolve("model/model.safetensors"));
        assertThat(Files.readString(run.resolve("report.html"))).contains("4 of 4 steps");
    }

    @Test
    void mistakesAreNamed() {
        assertThat(pretrain("--tokens", "many").err())
                .contains("--tokens: expected a number, as 500k, 10M or 2G, got many");
        assertThat(pretrain("--tokens", "0").err()).contains("--tokens: expected 1 or more, got 0");
        assertThat(pretrain("--for", "soon").err())
                .contains("recipe.training.duration: expected hours, minutes, seconds, as 1h30m or 90s, got soon");
        CommandLineRun both = CommandLineRun.of(
                "pretrain", TinyRecipe.file(), "--replay", folder.resolve("run"), "--out", folder.resolve("out"));
        assertThat(both.code()).isEqualTo(2);
        assertThat(both.err()).contains("--replay: expected no recipe nor change of one beside it, it has the run's");
        assertThat(CommandLineRun.of("pretrain", "--replay", folder.resolve("run"))
                        .err())
                .contains("--replay: expected --out, a folder for the run that repeats it, got none");
        assertThat(CommandLineRun.of("pretrain", "--replay", folder, "--out", folder.resolve("out"))
                        .err())
                .contains(": expected the folder of a run, with recipe.yaml, got one without it");
        assertThat(CommandLineRun.of("plan", TinyRecipe.file(), "--corpus", corpus, "--for", "30s")
                        .err())
                .contains("--for: expected a minute or more, got 30s");
        assertThat(CommandLineRun.of("corpus", "cat", folder).err()).contains(": expected a built corpus, got none");
    }

    private CommandLineRun pretrain(Object option, Object value) {
        CommandLineRun run = CommandLineRun.of(
                "pretrain", TinyRecipe.file(), "--corpus", corpus, option, value, "--out", folder.resolve("out"));
        assertThat(run.code()).isEqualTo(2);
        return run;
    }
}
