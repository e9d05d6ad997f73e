package dev.cloze.trainer.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.trainer.TinyRecipe;
import dev.cloze.trainer.recipe.TrainingRecipe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipe logs every 5, evaluates every 10 and has 20 steps. */
class MetricsLogTest {
    @TempDir
    private Path folder;

    private Path file;
    private TrainingRecipe recipe;

    @BeforeEach
    void begin() {
        file = folder.resolve("metrics.jsonl");
        recipe = TinyRecipe.on(folder).training();
    }

    @Test
    void aLineIsAnObjectWithTheFieldsOnRecord() throws IOException {
        try (MetricsLog log = MetricsLog.open(file, 0, OptionalLong.of(recipe.steps()), recipe)) {
            log.add(new MetricsLog.Step(5, 1280, 4.5, 0.01, 0.25, 1000, 0.5, 0.25, 0.125, 300L, Map.of("head", 0.5)));
            log.add(evaluation(10, 4.25, 0.125));
        }
        assertThat(Files.readAllLines(file))
                .containsExactly(
                        "{\"step\":5,\"tokens\":1280,\"loss\":4.5,\"learningRate\":0.01,\"gradientNorm\":0.25,"
                                + "\"tokensPerSecond\":1000.0,\"modelFlopsUtilization\":0.5,"
                                + "\"dataWaitShare\":0.25,\"paddingShare\":0.125,\"residentMiB\":300,\"gradientNorms\":{\"head\":0.5}}",
                        "{\"step\":10,\"heldOutLoss\":4.25,\"heldOutAccuracy\":0.125,\"bitsPerByte\":1.5,"
                                + "\"bandLosses\":[1.0,2.0],\"bandAccuracies\":[0.5,null],"
                                + "\"sets\":{\"other\":{\"loss\":5.0,\"accuracy\":0.25,\"bitsPerByte\":2.0}}}");
    }

    @Test
    void logsOfEarlierVersionsAreRead() throws IOException {
        Files.writeString(file, "{\"step\":10,\"heldOutLoss\":4.25,\"heldOutAccuracy\":0.125}\n");
        assertThat(MetricsLog.read(file).evaluations())
                .containsExactly(new MetricsLog.Evaluation(10, 4.25, 0.125, null, List.of(), List.of(), Map.of()));
    }

    @Test
    void whatIsMadeAgainGoesAway() throws IOException {
        try (MetricsLog log = MetricsLog.open(file, 0, OptionalLong.of(recipe.steps()), recipe)) {
            for (long step = 5; step <= 20; step += 5) {
                log.add(line(step));
            }
        }
        Files.writeString(file, Files.readString(file) + "{\"step\":25,\"tok"); // cut off by a crash
        try (MetricsLog log = MetricsLog.open(file, 14, OptionalLong.of(recipe.steps()), recipe)) {
            assertThat(log.steps()).containsExactly(line(5), line(10));
            log.add(line(15));
            assertThat(log.steps()).hasSize(3);
        }
        assertThat(Files.readAllLines(file)).hasSize(3);
    }

    @Test
    void linesThatOnlyAStopBroughtAboutGoAway() throws IOException {
        try (MetricsLog log = MetricsLog.open(file, 0, OptionalLong.of(recipe.steps()), recipe)) {
            log.add(line(5));
            log.add(line(7));
            log.add(evaluation(7, 4, 0.1));
        }
        try (MetricsLog log = MetricsLog.open(file, 7, OptionalLong.of(recipe.steps()), recipe)) {
            assertThat(log.steps()).isEqualTo(List.of(line(5)));
        }
        assertThat(Files.readAllLines(file)).hasSize(1);
    }

    @Test
    void aStepIsEvaluatedOnce() throws IOException {
        try (MetricsLog log = MetricsLog.open(file, 0, OptionalLong.of(recipe.steps()), recipe)) {
            log.add(evaluation(10, 4, 0.1));
        }
        try (MetricsLog log = MetricsLog.open(file, 10, OptionalLong.of(recipe.steps()), recipe)) {
            log.add(evaluation(10, 4, 0.1));
        }
        assertThat(Files.readAllLines(file)).hasSize(1);
    }

    @Test
    void tensorBoardGetsEachNumberOnce() throws IOException {
        try (MetricsLog log = MetricsLog.open(file, 0, OptionalLong.of(recipe.steps()), recipe)) {
            log.add(line(5));
            log.add(evaluation(10, 4, 0.1));
        }
        Path events = folder.resolve("tensorboard/events.out.tfevents.0000000000.cloze");
        String text = Files.readString(events, StandardCharsets.ISO_8859_1);
        for (String name : List.of(
                "loss/training",
                "gradient norm/head",
                "memory/resident MiB",
                "loss/held out",
                "bits a byte/held out",
                "loss by frequency/quarter 2",
                "loss/other",
                "bits a byte/other")) {
            assertThat(text.split(name, -1)).as(name).hasSize(2);
        }
    }

    private static MetricsLog.Step line(long step) {
        return new MetricsLog.Step(step, 256 * step, 4, 0.01, 0.5, 1000, 0.5, 0.25, 0.125, 300L, Map.of("head", 0.5));
    }

    private static MetricsLog.Evaluation evaluation(long step, double loss, double accuracy) {
        return new MetricsLog.Evaluation(
                step,
                loss,
                accuracy,
                1.5,
                List.of(1.0, 2.0),
                Arrays.asList(0.5, null),
                Map.of("other", new MetricsLog.SetScore(5, 0.25, 2)));
    }
}
