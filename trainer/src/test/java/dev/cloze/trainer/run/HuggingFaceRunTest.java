package dev.cloze.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.cloze.core.model.HuggingFaceFamily;
import dev.cloze.core.model.ModelDirectory;
import dev.cloze.core.model.ModelPart;
import dev.cloze.core.torch.Scope;
import dev.cloze.trainer.TinyRecipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Models trained here leave as HuggingFace folders, and runs go on from such folders. The models stay in target/families,
 * for src/test/parity/reverse.py of the core.
 */
class HuggingFaceRunTest {
    private static final Path PLACE = Path.of("target", "families");

    @TempDir
    private Path folder;

    private Path corpus;
    private int scopesBefore;

    @BeforeEach
    void writeCorpus() {
        scopesBefore = Scope.openScopes();
        corpus = TinyRecipe.writeCorpus(folder.resolve("corpus.txt"), 400);
    }

    @AfterEach
    void everyScopeIsClosed() {
        assertThat(Scope.openScopes()).isEqualTo(scopesBefore);
    }

    private static String[] shape(HuggingFaceFamily family) {
        return switch (family) {
            case BERT ->
                new String[] {"encoder.norm", "post", "encoder.tokenTypes", "2", "encoder.activation", "gelu_tanh"};
            case ROBERTA -> new String[] {"encoder.norm", "post", "encoder.tokenTypes", "1"};
            case MODERNBERT ->
                new String[] {
                    "encoder.layers", "3",
                    "encoder.norm", "pre_but_first",
                    "encoder.positions", "rotary",
                    "encoder.rotaryTheta", "2000.0",
                    "encoder.localRotaryTheta", "90.0",
                    "encoder.globalEvery", "2",
                    "encoder.localWindow", "6",
                    "encoder.feedForward", "gated",
                    "encoder.biases", "none"
                };
        };
    }

    @ParameterizedTest
    @EnumSource
    void runGoesOnFromWhatATrainedModelWasWrittenAs(HuggingFaceFamily family) throws Exception {
        ModelDirectory own = trained(family);
        double reached = heldOutLoss(folder.resolve("first"));

        Path whole = written(own, family, own.weights(), "whole");
        TrainingRun.of(
                        StartingModel.of(whole).recipe(TinyRecipe.file(), Map.of("corpus.paths", "['" + corpus + "']")),
                        folder.resolve("second"))
                .stopAfterStep(1)
                .start();
        assertThat(firstHeldOutLoss(folder.resolve("second"))).isEqualTo(reached);
    }

    @Test
    void encoderWithoutAHeadGetsAFreshOne() throws Exception {
        HuggingFaceFamily family = HuggingFaceFamily.MODERNBERT;
        ModelDirectory own = trained(family);
        double reached = heldOutLoss(folder.resolve("first"));

        Path encoder = written(own, family, own.encoderWeights(), "encoder");
        assertThat(ModelDirectory.open(encoder).parts()).containsExactly(ModelPart.ENCODER);
        TrainingRun.of(
                        StartingModel.of(encoder)
                                .recipe(TinyRecipe.file(), Map.of("corpus.paths", "['" + corpus + "']")),
                        folder.resolve("second"))
                .start();
        assertThat(firstHeldOutLoss(folder.resolve("second"))).isGreaterThan(reached);
        assertThat(heldOutLoss(folder.resolve("second"))).isLessThan(firstHeldOutLoss(folder.resolve("second")));
    }

    private ModelDirectory trained(HuggingFaceFamily family) throws Exception {
        TrainingRun.of(TinyRecipe.on(corpus, shape(family)), folder.resolve("first"))
                .start();
        Path kept = PLACE.resolve(family.name().toLowerCase(Locale.ROOT));
        Files.createDirectories(kept);
        try (Stream<Path> files = Files.list(folder.resolve("first/model"))) {
            for (Path file : files.toList()) {
                Files.copy(file, kept.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return ModelDirectory.open(kept);
    }

    private Path written(ModelDirectory own, HuggingFaceFamily family, Map<String, float[]> weights, String name)
            throws IOException {
        assertThat(HuggingFaceFamily.of(own.encoder())).isEqualTo(family);
        Path place = folder.resolve(name);
        ModelDirectory.writeHuggingFace(place, family, own.encoder(), own.vocabularySize(), weights, own.folder());
        return place;
    }

    private static double heldOutLoss(Path run) throws IOException {
        return loss(Files.readString(run.resolve("result.json")));
    }

    private static double firstHeldOutLoss(Path run) throws IOException {
        return loss(Files.readAllLines(run.resolve("metrics.jsonl")).get(0));
    }

    private static double loss(String json) {
        return JsonParser.parseString(json).getAsJsonObject().get("heldOutLoss").getAsDouble();
    }
}
