package dev.cloze.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cloze.corpora.shard.TokenShards;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.trainer.TinyRecipe;
import dev.cloze.trainer.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that learn from two sources. */
class MixtureRunTest {
    @TempDir
    private Path folder;

    private Path large;
    private Path small;

    @BeforeEach
    void writeCorpora() throws IOException {
        large = TinyRecipe.writeCorpus(folder.resolve("large.txt"), 400);
        small = TinyRecipe.writeCorpus(folder.resolve("small.txt"), 100);
        List<String> backwards = Files.readAllLines(small).stream()
                .map(line -> new StringBuilder(line).reverse().toString())
                .toList();
        Files.write(small, backwards);
    }

    private Recipe recipe(String ofLarge, String ofSmall) throws IOException {
        String sources = "[{name: large, paths: ['" + large + "'], " + ofLarge + "}, {name: small, paths: ['" + small
                + "'], " + ofSmall + "}]";
        return Recipe.load(TinyRecipe.file()).with("corpus.mixture", sources);
    }

    @Test
    void resumeEqualsUninterruptedAndRowsAreOfTheirSources() throws Exception {
        Recipe recipe = recipe("weight: 1", "weight: 3");
        Path whole = folder.resolve("whole");
        List<String> lines = new ArrayList<>();
        TrainingRun.of(recipe, whole).logTo(lines::add).start();
        assertThat(lines).anyMatch(line -> line.matches("mixture +large: .* tokens, 25\\.0 % of the rows, .* epochs"));
        assertThat(lines).anyMatch(line -> line.matches("mixture +small: .*75\\.0 % of the rows, .* epochs.*"));
        assertThat(lines).anyMatch(line -> line.matches("held out +large: loss [0-9.]+ .*"));
        assertThat(lines).anyMatch(line -> line.matches("held out +small: loss [0-9.]+ .*"));

        Path stopped = folder.resolve("stopped");
        TrainingRun.of(recipe, stopped).stopAfterStep(9).start();
        assertThat(weights(stopped)).isNotEqualTo(weights(whole));
        TrainingRun.of(recipe, stopped).start();
        assertThat(weights(stopped)).isEqualTo(weights(whole));

        Map<String, Long> rows = new HashMap<>();
        try (RunRows data = RunRows.open(whole)) {
            for (long step = 1; step <= 20; step++) {
                for (RunRows.StepRow row : data.step(step)) {
                    String name = row.sourceName().orElseThrow();
                    rows.merge(name, 1L, Long::sum);
                    assertThat(row.pieces())
                            .isNotEmpty()
                            .allMatch(piece -> piece.source().endsWith(name + ".txt"));
                }
            }
        }
        assertThat(rows).isEqualTo(Map.of("large", 40L, "small", 120L));

        Recipe other = recipe("weight: 1", "weight: 2");
        assertThatThrownBy(() -> TrainingRun.of(other, whole).start())
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("the recipe of the run in this folder")
                .hasMessageContaining("corpus.mixture: ");
    }

    @Test
    void epochsAreRelativeVolumes() throws Exception {
        Path run = folder.resolve("run");
        List<String> lines = new ArrayList<>();
        TrainingRun.of(recipe("epochs: 1", "epochs: 2").with("training.steps", "1"), run)
                .logTo(lines::add)
                .start();
        List<Double> shares = lines.stream()
                .filter(line -> line.startsWith("mixture"))
                .map(line -> Double.parseDouble(line.replaceAll(".*tokens, ([0-9.]+) % of the rows.*", "$1")))
                .toList();
        double ofLarge = tokens(run, "large");
        double ofSmall = 2 * tokens(run, "small");
        assertThat(shares).hasSize(2);
        assertThat(shares.get(1)).isCloseTo(100 * ofSmall / (ofSmall + ofLarge), within(1.0)); // rows, not tokens
    }

    @Test
    void aSourceWithoutTextIsNamed() throws Exception {
        Files.writeString(small, "the same\n".repeat(100));
        Recipe recipe = recipe("weight: 1", "weight: 1");
        assertThatThrownBy(() -> TrainingRun.of(recipe, folder.resolve("run")).start())
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("small: corpus: expected different documents");
    }

    private static long tokens(Path run, String source) throws IOException {
        return TokenShards.open(run.resolve("shards/" + source + "/train")).tokens();
    }

    private static byte[] weights(Path run) throws IOException {
        return Files.readAllBytes(run.resolve("model/model.safetensors"));
    }
}
