package dev.cloze.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.cloze.trainer.TinyRecipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code inspect} says beside what a run in a process of its own took. */
class StepMemoryTest {
    private static final String DROPOUT =
            " encoder.dropout.attention=0.1 encoder.dropout.attentionOutput=0.1 encoder.dropout.feedForwardOutput=0.1";

    @TempDir
    private Path folder;

    @Tag("slow")
    @EnabledOnOs(OS.LINUX)
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "training.attention=eager",
                "training.activationCheckpointing=full" + DROPOUT,
                "training.rowLength=128 training.rowsPerBatch=64 training.rowsPerMicroBatch=64" + DROPOUT,
                "training.rowsPerBatch=24 training.rowsPerMicroBatch=24",
                "encoder.width=512 encoder.feedForwardWidth=2048 optimizer.kind=adamw training.rowsPerMicroBatch=4",
            })
    void aRunTakesWhatWasPredicted(String changes) throws Exception {
        Path corpus = TinyRecipe.writeCorpus(folder.resolve("corpus.txt"), 20_000);
        List<String> sets = new ArrayList<>(List.of(
                "corpus.paths=['" + corpus + "']",
                "encoder.layers=4",
                "encoder.width=256",
                "encoder.heads=4",
                "encoder.feedForwardWidth=1024",
                "encoder.maxPositions=512",
                "training.rowLength=512",
                "training.rowsPerBatch=8",
                "training.rowsPerMicroBatch=8",
                "training.steps=4",
                "training.evaluateEvery=4",
                "training.checkpointEvery=4",
                "evaluation.rows=8"));
        Stream.of(changes.split(" ")).filter(change -> !change.isEmpty()).forEach(sets::add);
        Path run = folder.resolve("run");
        List<Object> command = new ArrayList<>(List.of("pretrain", TinyRecipe.file(), "--out", run, "--set"));
        command.addAll(sets);
        Path output = folder.resolve("output.txt");
        try (ChildRun child = ChildRun.cloze(output, command.toArray())) {
            child.succeed();
        }
        JsonObject result = JsonParser.parseString(Files.readString(run.resolve("result.json")))
                .getAsJsonObject();
        CommandLineRun inspect = CommandLineRun.of("inspect", run.resolve("recipe.yaml"), "--json");
        long predicted = JsonParser.parseString(inspect.out())
                .getAsJsonObject()
                .get("peakMiB")
                .getAsLong();
        assertThat(predicted)
                .as("%s: %s", changes, inspect.out())
                .isCloseTo(result.get("peakRssMiB").getAsLong(), Percentage.withPercentage(20));
    }
}
