package dev.cloze.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.cloze.core.model.Safetensors;
import dev.cloze.core.torch.OpenScopes;
import dev.cloze.core.torch.Scope;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.trainer.TinyRecipe;
import dev.cloze.trainer.recipe.PrecisionChoice;
import dev.cloze.trainer.recipe.Recipe;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs of a tiny model. */
class TrainingRunTest {
    private static final String GOLDEN = "golden-losses.jsonl";

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

    /** The stop falls between two lines of metrics, then upon one; batches are two micro-batches. */
    @ParameterizedTest
    @CsvSource({"muon, 9, 0.0", "adamw, 10, 0.0", "stable_adamw, 9, 0.0", "muon, 9, 0.2"})
    void resumeEqualsUninterrupted(String optimizer, long stop, String dropout) throws Exception {
        Recipe recipe = TinyRecipe.on(
                corpus,
                "optimizer.kind",
                optimizer,
                "encoder.dropout.embeddings",
                dropout,
                "encoder.dropout.attention",
                dropout,
                "encoder.dropout.feedForwardInner",
                dropout);
        Path whole = run(recipe, "whole");
        Path stopped = folder.resolve("stopped");
        RunResult half = TrainingRun.of(recipe, stopped).stopAfterStep(stop).start();
        assertThat(half.step()).isEqualTo(stop);
        assertThat(weights(stopped)).isNotEqualTo(weights(whole));
        RunResult result = TrainingRun.of(recipe, stopped).start();

        assertThat(result.step()).isEqualTo(20);
        assertThat(weights(stopped)).isEqualTo(weights(whole));
        assertThat(metrics(stopped)).isEqualTo(metrics(whole));
    }

    /** Masters, moments and the model are float32 all the same. */
    @ParameterizedTest
    @CsvSource({"muon, bfloat16", "adamw, bfloat16", "muon, float16"})
    void in16BitsResumeEqualsUninterrupted(String optimizer, String precision) throws Exception {
        Recipe recipe = TinyRecipe.on(
                corpus, "training.precision", precision, "optimizer.kind", optimizer, "training.attention", "packed");
        Path whole = run(recipe, "whole");
        Path stopped = folder.resolve("stopped");
        TrainingRun.of(recipe, stopped).stopAfterStep(9).start();
        TrainingRun.of(recipe, stopped).start();
        Path checkpointed = run(recipe.with("training.activationCheckpointing", "full"), "checkpointed");

        assertThat(weights(stopped)).isEqualTo(weights(whole));
        assertThat(metrics(stopped)).isEqualTo(metrics(whole));
        assertThat(weights(checkpointed)).isEqualTo(weights(whole));
        assertThat(metrics(checkpointed)).isEqualTo(metrics(whole));
        for (String file : List.of("model/model.safetensors", "checkpoints/step-20/state.safetensors")) {
            byte[] bytes = Files.readAllBytes(whole.resolve(file));
            assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                    .as(file)
                    .contains("\"dtype\":\"F32\"")
                    .doesNotContain("\"dtype\":\"BF16\"")
                    .doesNotContain("\"dtype\":\"F16\"");
        }
        assertThat(tensors(whole.resolve("model/model.safetensors")).values())
                .as("numbers of more than 8 bits")
                .allMatch(numbers -> IntStream.range(0, numbers.length)
                        .anyMatch(i -> (Float.floatToRawIntBits(numbers[i]) & 0xffff) != 0));
    }

    @ParameterizedTest
    @CsvSource({"bfloat16, 0.02", "float16, 0.003"})
    void in16BitsTwentyStepsLearnAsInFloat32(String precision, double most) throws Exception {
        Recipe recipe = TinyRecipe.on(corpus, "training.logEvery", "1");
        List<JsonObject> exact = metrics(run(recipe, "exact"));
        List<JsonObject> rounded = metrics(run(recipe.with("training.precision", precision), "rounded"));
        assertThat(rounded).hasSameSizeAs(exact).isNotEqualTo(exact);
        double fallen = 0;
        for (int i = 0; i < exact.size(); i++) {
            String key = exact.get(i).has("loss") ? "loss" : "heldOutLoss";
            double expected = exact.get(i).get(key).getAsDouble();
            fallen = Math.max(fallen, exact.get(0).get("loss").getAsDouble() - expected);
            assertThat(rounded.get(i).get(key).getAsDouble())
                    .as("line %d, %s", i, key)
                    .isCloseTo(expected, within(most));
        }
        assertThat(fallen).as("what there is to learn").isGreaterThan(0.2);
    }

    /** On the CPU float32; the run's recipe says so, and a second start knows. */
    @Test
    void anOpenPrecisionIsPinned() throws Exception {
        Recipe recipe = TinyRecipe.on(corpus, "training.precision", "auto");
        Path place = folder.resolve("run");
        TrainingRun.of(recipe, place).stopAfterStep(9).start();
        assertThat(Recipe.load(RunFolder.recipe(place)).training().precision()).contains(PrecisionChoice.FLOAT32);
        assertThat(TrainingRun.of(recipe, place).start().step()).isEqualTo(20);
        assertThat(weights(place)).isEqualTo(weights(run(TinyRecipe.on(corpus), "plain")));
    }

    /** Batches are two micro-batches. */
    @ParameterizedTest
    @ValueSource(strings = {"0.0", "0.2"})
    void activationCheckpointingChangesNothingButMemoryAndTime(String dropout) throws Exception {
        Recipe recipe = TinyRecipe.on(
                corpus, "encoder.dropout.attention", dropout, "encoder.dropout.feedForwardOutput", dropout);
        Path plain = run(recipe, "plain");
        Path checkpointed = run(recipe.with("training.activationCheckpointing", "full"), "checkpointed");

        assertThat(weights(checkpointed)).isEqualTo(weights(plain));
        assertThat(metrics(checkpointed)).isEqualTo(metrics(plain));
    }

    /** The stop falls between two renewals of the average. */
    @Test
    void resumeEqualsUninterruptedWithRulesAndAverage() throws Exception {
        Recipe recipe = TinyRecipe.on(
                corpus,
                "optimizer.kind",
                "lamb",
                "optimizer.rules",
                "[{parameters: embeddings.*, learningRateFactor: 0.5}, {parameters: '*.weight', weightDecay: 0.1}]",
                "training.averaging",
                "{decay: 0.9, every: 2}");
        Path whole = run(recipe, "whole");
        Path stopped = folder.resolve("stopped");
        TrainingRun.of(recipe, stopped).stopAfterStep(9).start();
        TrainingRun.of(recipe, stopped).start();
        assertThat(weights(stopped)).isEqualTo(weights(whole));
        assertThat(metrics(stopped)).isEqualTo(metrics(whole));

        Path plain = run(recipe.with("training.averaging", "null"), "plain");
        Map<String, float[]> trained = tensors(whole.resolve("checkpoints/step-20/state.safetensors"));
        tensors(plain.resolve("model/model.safetensors"))
                .forEach((name, values) -> assertThat(trained.get("weights." + name))
                        .as("%s is trained as without an average", name)
                        .isEqualTo(values));
        tensors(whole.resolve("model/model.safetensors"))
                .forEach((name, values) -> assertThat(values)
                        .as("%s of the model is the average", name)
                        .isEqualTo(trained.get("optimizer.average." + name))
                        .isNotEqualTo(trained.get("weights." + name)));
    }

    @Test
    void aRuleThatMatchesNothingEndsTheRunBeforeItBegins() {
        Recipe recipe =
                TinyRecipe.on(corpus, "optimizer.rules", "[{parameters: embedings.*, learningRateFactor: 0.5}]");
        Path place = folder.resolve("run");
        assertThatThrownBy(() -> TrainingRun.of(recipe, place).start())
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("recipe.optimizer.rules[0].parameters: expected a pattern that matches");
        assertThat(place).doesNotExist();
    }

    @Test
    void aRunThatGoesOnFromAnOlderCheckpointEqualsUninterrupted() throws Exception {
        Recipe recipe = TinyRecipe.on(corpus);
        Path whole = run(recipe, "whole");
        Path damaged = folder.resolve("damaged");
        TrainingRun.of(recipe, damaged).stopAfterStep(16).start();
        Files.delete(damaged.resolve("checkpoints/step-16/state.safetensors"));
        List<String> lines = new ArrayList<>();
        TrainingRun.of(recipe, damaged).logTo(lines::add).start();

        assertThat(lines).anyMatch(line -> line.matches("resume .*step-16.*; passed over"));
        assertThat(lines).anyMatch(line -> line.contains("resumed after step 14"));
        assertThat(weights(damaged)).isEqualTo(weights(whole));
        assertThat(metrics(damaged)).isEqualTo(metrics(whole));
    }

    @Test
    void garbageCollectionChangesNothing() throws Exception {
        Recipe recipe = TinyRecipe.on(corpus, "training.steps", "100", "training.checkpointEvery", "50");
        Path calm = run(recipe, "calm");
        AtomicBoolean done = new AtomicBoolean();
        Thread collector = new Thread(() -> {
            while (!done.get()) {
                System.gc();
                LockSupport.parkNanos(10_000_000); // collections without a pause would leave no time to train
            }
        });
        collector.start();
        Path disturbed;
        try {
            disturbed = run(recipe, "disturbed");
        } finally {
            done.set(true);
            collector.join();
        }
        assertThat(weights(disturbed)).isEqualTo(weights(calm));
        assertThat(metrics(disturbed)).isEqualTo(metrics(calm));
    }

    @Test
    void theSameRecipeTwiceGivesTheSameBits() throws Exception {
        Recipe recipe = TinyRecipe.on(corpus);
        Path first = run(recipe, "first");
        Path second = run(recipe, "second");
        assertThat(weights(second)).isEqualTo(weights(first));
        assertThat(metrics(second)).isEqualTo(metrics(first));

        Path other = run(recipe.with("seed", "8"), "other");
        assertThat(weights(other)).isNotEqualTo(weights(first));
    }

    /**
     * The losses of the first run on record. After a change that is meant to alter them, write them anew with
     * {@code mvn verify -pl tokenizer,corpora,core,trainer -Dtest=TrainingRunTest -Dcloze.golden=write
     * -Dsurefire.failIfNoSpecifiedTests=false} and say in the commit why.
     */
    @Test
    void twentyStepsEqualTheirGoldenLosses() throws Exception {
        List<JsonObject> actual = metrics(run(TinyRecipe.on(corpus, "training.logEvery", "1"), "golden"));
        if ("write".equals(System.getProperty("cloze.golden"))) {
            Path file = Path.of("src/test/resources/dev/cloze/trainer/run", GOLDEN);
            Files.createDirectories(file.getParent());
            Files.write(file, actual.stream().map(JsonObject::toString).toList());
            return;
        }
        List<JsonObject> golden = golden();
        assertThat(actual).hasSameSizeAs(golden);
        for (int i = 0; i < golden.size(); i++) {
            assertThat(actual.get(i).keySet()).containsAll(golden.get(i).keySet());
            for (String key : golden.get(i).keySet()) {
                assertThat(actual.get(i).get(key).getAsDouble())
                        .as("line %d, %s", i, key)
                        .isCloseTo(golden.get(i).get(key).getAsDouble(), within(1e-3));
            }
        }
    }

    /** By Bernoulli's count, micro-batches of different numbers of masked tokens weigh by them. */
    @ParameterizedTest
    @ValueSource(strings = {"exact", "bernoulli"})
    void microBatchesGiveTheGradientOfOneBatch(String count) throws Exception {
        String[] changes = {
            "training.logEvery", "1", "training.steps", "12", "optimizer.kind", "adamw", "masking.count", count
        };
        Recipe whole = TinyRecipe.on(corpus, changes).with("training.rowsPerMicroBatch", "8");
        List<JsonObject> expected = metrics(run(whole, "whole"));
        List<JsonObject> actual = metrics(run(whole.with("training.rowsPerMicroBatch", "2"), "micro"));
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            for (String key : expected.get(i).keySet()) {
                if (expected.get(i).get(key).isJsonPrimitive()) {
                    assertThat(actual.get(i).get(key).getAsDouble())
                            .as("line %d, %s", i, key)
                            .isCloseTo(expected.get(i).get(key).getAsDouble(), within(2e-5));
                }
            }
        }
    }

    @Test
    void trainingBeatsCounting() throws Exception {
        Recipe recipe = TinyRecipe.on(
                corpus, "training.steps", "150", "training.logEvery", "50", "training.evaluateEvery", "50");
        RunResult result = TrainingRun.of(recipe, folder.resolve("run")).start();
        assertThat(result.unigramLoss()).isLessThan(result.uniformLoss());
        assertThat(result.bigramLoss()).isLessThan(result.unigramLoss());
        assertThat(result.heldOutLoss()).isLessThan(result.unigramLoss());
        assertThat(result.fillings()).hasSize(5);
    }

    @Test
    void aFinishedRunTrainsNothing() throws Exception {
        Recipe recipe = TinyRecipe.on(corpus);
        RunResult result = TrainingRun.of(recipe, folder.resolve("run")).start();
        List<String> lines = new ArrayList<>();
        RunResult again =
                TrainingRun.of(recipe, folder.resolve("run")).logTo(lines::add).start();
        assertThat(again).isEqualTo(result);
        assertThat(lines).anyMatch(line -> line.contains("finished at an earlier start"));
        assertThat(lines).noneMatch(line -> line.contains("step 5/20"));
    }

    @Test
    void threeHundredStepsLeaveNoNativeArrayBehind() throws Exception {
        Recipe recipe = TinyRecipe.on(
                corpus,
                "training.steps",
                "300",
                "training.logEvery",
                "1",
                "training.evaluateEvery",
                "50",
                "training.checkpointEvery",
                "50");
        List<Integer> owned = new ArrayList<>();
        TrainingRun.of(recipe, folder.resolve("run"))
                .logTo(line -> {
                    if (line.startsWith("training") && line.contains("/300 ")) {
                        owned.add(OpenScopes.owned());
                    }
                })
                .start();
        assertThat(owned).hasSize(300).containsOnly(owned.get(0));
    }

    /** As a kill while the model is written leaves it. */
    @Test
    void anUnfinishedModelGoesAway() throws Exception {
        Path place = folder.resolve("run");
        TrainingRun.of(TinyRecipe.on(corpus), place).stopAfterStep(9).start();
        Path unfinished = Files.createDirectory(place.resolve(".model.0d5c"));
        Files.writeString(unfinished.resolve("model.safetensors"), "half");
        TrainingRun.of(TinyRecipe.on(corpus), place).start();
        assertThat(unfinished).doesNotExist();
    }

    @Test
    void aChangedCorpusLeavesTheRunAsItIs() throws Exception {
        Recipe recipe = TinyRecipe.on(corpus);
        Path place = run(recipe, "run");
        byte[] weights = weights(place);
        TinyRecipe.writeCorpus(corpus, 300);
        assertThatThrownBy(() -> TrainingRun.of(recipe, place).start())
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("the corpus of the run in this folder");
        assertThat(weights(place)).isEqualTo(weights);
        assertThat(metrics(place)).hasSize(6);
    }

    @Test
    void aRunThatFailedBeforeTrainingCanBeCorrectedInItsFolder() throws Exception {
        Path place = folder.resolve("run");
        Recipe impossible = TinyRecipe.on(corpus, "tokenizer.vocabularySize", "6");
        assertThatThrownBy(() -> TrainingRun.of(impossible, place).start()).isInstanceOf(UsageException.class);
        RunResult result = TrainingRun.of(TinyRecipe.on(corpus), place).start();
        assertThat(result.step()).isEqualTo(20);
    }

    private static List<JsonObject> golden() throws IOException {
        try (InputStream in = TrainingRunTest.class.getResourceAsStream(GOLDEN)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> JsonParser.parseString(line).getAsJsonObject())
                    .toList();
        }
    }

    private Path run(Recipe recipe, String name) throws Exception {
        Path place = folder.resolve(name);
        TrainingRun.of(recipe, place).start();
        return place;
    }

    private static Map<String, float[]> tensors(Path file) throws IOException {
        Map<String, float[]> tensors = new LinkedHashMap<>();
        Safetensors.read(file).forEach((name, entry) -> tensors.put(name, entry.data()));
        return tensors;
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
            if (object.has("gradientNorms")) {
                JsonObject norms = object.remove("gradientNorms").getAsJsonObject();
                norms.entrySet().forEach(part -> object.add("gradientNorm of " + part.getKey(), part.getValue()));
            }
            lines.add(object);
        }
        return lines;
    }
}
