package dev.cloze.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.inference.FillMask;
import dev.cloze.core.model.HuggingFaceFamily;
import dev.cloze.core.model.ModelDirectory;
import dev.cloze.core.nn.EncoderModel;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.core.torch.Scope;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.trainer.TinyRecipe;
import dev.cloze.trainer.recipe.Recipe;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that go on from a trained model. */
class StartingModelTest {
    private static final int FOREIGN_ROWS = 800;

    @TempDir
    private Path folder;

    private Path corpus;
    private Path model;
    private int scopesBefore;

    @BeforeEach
    void trainAModel() throws Exception {
        scopesBefore = Scope.openScopes();
        corpus = TinyRecipe.writeCorpus(folder.resolve("corpus.txt"), 400);
        TrainingRun.of(TinyRecipe.on(corpus), folder.resolve("first")).start();
        model = Files.move(folder.resolve("first/model"), folder.resolve("start"));
    }

    @AfterEach
    void everyScopeIsClosed() {
        assertThat(Scope.openScopes()).isEqualTo(scopesBefore);
    }

    @Test
    void itStartsWhereTheModelStood() throws Exception {
        double reached = lastHeldOutLoss(folder.resolve("first"));
        List<String> log = new ArrayList<>();
        RunResult result =
                TrainingRun.of(recipe(), folder.resolve("run")).logTo(log::add).start();
        List<JsonObject> metrics = metrics(folder.resolve("run"));
        assertThat(metrics.get(0).get("step").getAsLong()).isZero();
        assertThat(metrics.get(0).get("heldOutLoss").getAsDouble()).isEqualTo(reached);
        assertThat(result.heldOutLoss()).isLessThan(reached);
        assertThat(log).anyMatch(line -> line.matches("tokenizer +[0-9]+ pieces of .*start"));
        assertThat(folder.resolve("run/tokenizer/tokenizer.json"))
                .hasSameBinaryContentAs(model.resolve("tokenizer.json"));
    }

    @Test
    void resumeEqualsUninterruptedEvenWithoutTheModel() throws Exception {
        Path whole = folder.resolve("whole");
        TrainingRun.of(recipe(), whole).start();
        Path stopped = folder.resolve("stopped");
        TrainingRun.of(recipe(), stopped).stopAfterStep(9).start();
        delete(model);
        assertThat(StartingModel.of(model, stopped).recipe(TinyRecipe.file(), changes()))
                .isEqualTo(Recipe.load(stopped.resolve("recipe.yaml")));
        TrainingRun.of(StartingModel.of(model, stopped).recipe(TinyRecipe.file(), changes()), stopped)
                .start();
        assertThat(weights(stopped)).isEqualTo(weights(whole));
        assertThat(metrics(stopped)).isEqualTo(metrics(whole));
    }

    /** A stop before the first checkpoint leaves nothing but tokenizer, shards and the score of step 0. */
    @Test
    void aStartBeforeTheFirstCheckpointReadsTheModelAgain() throws Exception {
        Path whole = folder.resolve("whole");
        TrainingRun.of(recipe(), whole).start();
        Path stopped = folder.resolve("stopped");
        assertThatThrownBy(() -> TrainingRun.of(recipe(), stopped)
                        .stopWhen(() -> scored(stopped))
                        .start())
                .isInstanceOf(InterruptedException.class);
        assertThat(stopped.resolve("checkpoints")).doesNotExist();
        TrainingRun.of(recipe(), stopped).start();
        assertThat(weights(stopped)).isEqualTo(weights(whole));
        assertThat(metrics(stopped)).isEqualTo(metrics(whole));
    }

    @Test
    void aChangedModelIsRefused() throws Exception {
        Path place = folder.resolve("run");
        Recipe before = recipe();
        TrainingRun.of(before, place).stopAfterStep(9).start();
        Path config = model.resolve("config.json");
        Files.writeString(config, Files.readString(config) + "\n");
        Recipe after = recipe();
        assertThatThrownBy(() -> TrainingRun.of(after, place).start())
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("expected the recipe of the run in this folder, got another one (from.sha256: "
                        + before.from().orElseThrow().sha256());
        // As well where nothing but the recipe knows what the model was.
        assertThatThrownBy(() -> TrainingRun.of(before, folder.resolve("other")).start())
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(model + ": expected the model that the run started from, of SHA-256 ");
    }

    @Test
    void aModelThatIsMissingIsSaid() throws Exception {
        Path nowhere = folder.resolve("nowhere");
        assertThatThrownBy(() -> StartingModel.of(nowhere, folder.resolve("run")))
                .isInstanceOf(UsageException.class)
                .hasMessage("%s: expected a model's folder with config.json, got no such folder", nowhere);
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void rowsFitTheModelsPositions() {
        assertThatThrownBy(
                        () -> StartingModel.of(model).recipe(TinyRecipe.file(), Map.of("training.rowLength", "4096")))
                .isInstanceOf(UsageException.class)
                .hasMessageMatching(
                        "recipe.training.rowLength: expected at most encoder.maxPositions [0-9]+, got 4096");
    }

    @Test
    void theShapeIsTheModels() throws Exception {
        Recipe other = recipe().with("encoder.normEpsilon", "0.5");
        assertThatThrownBy(() -> TrainingRun.of(other, folder.resolve("run")).start())
                .isInstanceOf(UsageException.class)
                .hasMessageMatching("recipe.encoder.normEpsilon: expected .*, as .*start has it, got 0.5");
    }

    /** HuggingFace's layout: BERT as an encoder with pooler, the others with a head; more rows than tokens. */
    @ParameterizedTest
    @ValueSource(strings = {"bert", "roberta", "modernbert"})
    void foldersOfHuggingFaceAreGoneOnFrom(String family) throws Exception {
        Path foreign = writeForeign(family, !family.equals("bert"));
        Recipe recipe = StartingModel.of(foreign)
                .recipe(TinyRecipe.file(), Map.of("corpus.paths", "['" + corpus + "']", "training.steps", "8"));
        List<String> log = new ArrayList<>();
        Path whole = folder.resolve("whole");
        TrainingRun.of(recipe, whole).logTo(log::add).start();

        boolean bert = family.equals("bert");
        assertThat(log.stream()
                        .anyMatch(line ->
                                line.endsWith("has no head that guesses masked tokens: a fresh one is" + " trained")))
                .isEqualTo(bert);
        assertThat(log.stream().anyMatch(line -> line.endsWith("its pooler is left out")))
                .isEqualTo(bert);
        assertThat(recipe.encoder().dropout().attention()).isEqualTo(bert ? 0.1 : 0.0);
        Path stopped = folder.resolve("stopped");
        TrainingRun.of(recipe, stopped).stopAfterStep(3).start();
        delete(foreign);
        TrainingRun.of(recipe, stopped).start();
        assertThat(weights(stopped)).isEqualTo(weights(whole));
        assertThat(metrics(stopped)).isEqualTo(metrics(whole));
        try (FillMask fill = FillMask.load(stopped.resolve("model"))) {
            String mask = family.equals("roberta") ? "<mask>" : "[MASK]";
            assertThat(fill.predict("bado " + mask + " lu", 3).get(0).candidates())
                    .hasSize(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert", "roberta", "modernbert"})
    void masksOfForeignFoldersAreFilled(String family) throws Exception {
        Path foreign = writeForeign(family, true);
        try (FillMask fill = FillMask.load(foreign)) {
            String mask = family.equals("roberta") ? "<mask>" : "[MASK]";
            List<FillMask.Filling> fillings = fill.predict("bado " + mask + " lu " + mask, FOREIGN_ROWS);
            assertThat(fillings).hasSize(2);
            // The table has more rows than the tokenizer has tokens.
            List<FillMask.Candidate> all = fillings.get(1).candidates();
            assertThat(all).hasSizeLessThan(FOREIGN_ROWS).allMatch(candidate -> candidate.id() < all.size());
        }
    }

    private Path writeForeign(String family, boolean head) throws IOException {
        Map<String, String> shape = new HashMap<>();
        if (family.equals("modernbert")) {
            shape.putAll(
                    Map.of("norm", "pre_but_first", "positions", "rotary", "biases", "none", "feedForward", "gated"));
            shape.putAll(Map.of("globalEvery", "3", "localWindow", "8", "layers", "3", "rotaryTheta", "160000.0"));
        } else {
            shape.putAll(Map.of("norm", "post", "tokenTypes", family.equals("bert") ? "2" : "1"));
        }
        if (family.equals("bert")) {
            for (String place : List.of("embeddings", "attention", "attentionOutput", "feedForwardOutput")) {
                shape.put("dropout." + place, "0.1");
            }
        }
        Map<String, String> changes = new HashMap<>();
        shape.forEach((key, value) -> changes.put("encoder." + key, value));
        EncoderConfig encoder = Recipe.load(TinyRecipe.file()).with(changes).encoder();
        Path tokenizer = Path.of("../tokenizer/src/test/resources/dev/cloze/tokenizer/families", family);
        List<ParameterSpec> parameters = head
                ? new MaskedLanguageModel(encoder, FOREIGN_ROWS).parameters()
                : new EncoderModel(encoder, FOREIGN_ROWS, EncoderModel.Pooling.FIRST_TOKEN).parameters();
        Map<String, float[]> weights = new HashMap<>();
        parameters.forEach(spec -> weights.put(spec.name(), spec.initialValues(3)));
        Path place = folder.resolve("foreign");
        HuggingFaceFamily kind = HuggingFaceFamily.valueOf(family.toUpperCase(Locale.ROOT));
        ModelDirectory.writeHuggingFace(place, kind, encoder, FOREIGN_ROWS, weights, tokenizer);
        return place;
    }

    private Recipe recipe() throws IOException {
        return StartingModel.of(model).recipe(TinyRecipe.file(), changes());
    }

    private Map<String, String> changes() {
        return Map.of("corpus.paths", "['" + corpus + "']", "training.checkpointEvery", "7");
    }

    private static boolean scored(Path run) {
        try {
            return Files.exists(run.resolve("metrics.jsonl")) && !metrics(run).isEmpty();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double lastHeldOutLoss(Path run) throws IOException {
        return JsonParser.parseString(Files.readString(run.resolve("result.json")))
                .getAsJsonObject()
                .get("heldOutLoss")
                .getAsDouble();
    }

    private static byte[] weights(Path run) throws IOException {
        return Files.readAllBytes(run.resolve("model/model.safetensors"));
    }

    /** The lines of metrics without the speeds, which no two runs share. */
    private static List<JsonObject> metrics(Path run) throws IOException {
        List<JsonObject> lines = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            JsonObject object = JsonParser.parseString(line).getAsJsonObject();
            object.remove("tokensPerSecond");
            object.remove("modelFlopsUtilization");
            object.remove("dataWaitShare");
            object.remove("residentMiB");
            object.remove("paddingShare"); // of the steps since the last line or start, as the speeds are
            lines.add(object);
        }
        return lines;
    }

    private static void delete(Path place) throws IOException {
        Files.walkFileTree(place, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path one, IOException fault) throws IOException {
                Files.delete(one);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
