package dev.cloze.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.core.inference.FillMask;
import dev.cloze.tokenizer.DataException;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.trainer.TinyRecipe;
import dev.cloze.trainer.observe.MetricsLog;
import dev.cloze.trainer.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose course is not only a number of steps. */
class CourseRunTest {
    private static final String PHASES = "[{until: 0.3, rowLength: 8, rowsPerBatch: 16, rowsPerMicroBatch: 8},"
            + " {until: 0.5, rowLength: 16, rowsPerBatch: 4, rowsPerMicroBatch: 4}]";

    @TempDir
    private Path folder;

    private Path corpus;
    private final List<String> lines = new ArrayList<>();

    @BeforeEach
    void writeCorpus() {
        corpus = TinyRecipe.writeCorpus(folder.resolve("corpus.txt"), 400);
    }

    @Test
    void resumeEqualsUninterruptedWithPhases() throws Exception {
        Recipe recipe = TinyRecipe.on(
                corpus,
                "training.phases",
                PHASES,
                "masking.finalRate",
                "0.4",
                "masking.unit",
                "word",
                "masking.count",
                "bernoulli");
        Path whole = run(recipe, "whole");
        Path stopped = folder.resolve("stopped");
        for (long stop : new long[] {3, 6, 9}) {
            TrainingRun.of(recipe, stopped).stopAfterStep(stop).start();
        }
        TrainingRun.of(recipe, stopped).start();
        assertThat(weights(stopped)).isEqualTo(weights(whole));
        try (RunRows rows = RunRows.open(whole)) {
            assertThat(rows.step(6)).hasSize(16).allMatch(row -> row.ids().size() <= 8);
            assertThat(rows.step(7)).hasSize(4);
            assertThat(rows.step(11)).hasSize(8).anyMatch(row -> row.ids().size() > 16);
        }
    }

    @Test
    void aTimedRunTakesItsTimeAndIsReplayedToTheSameBits() throws Exception {
        Recipe recipe = TinyRecipe.on(
                corpus, "training.duration", "3s", "training.phases", PHASES, "training.checkpointEvery", "50");
        Path timed = folder.resolve("timed");
        long start = System.nanoTime();
        RunResult half = TrainingRun.of(recipe, timed).stopAfterStep(30).start();
        RunResult result = TrainingRun.of(recipe, timed).logTo(lines::add).start();
        assertThat((System.nanoTime() - start) * 1e-9).isGreaterThan(2.4);
        assertThat(half.step()).isEqualTo(30);
        assertThat(lines).anyMatch(line -> line.matches("course +from step .* steps to .* % of the run, .*"));
        List<String> decided = Files.readAllLines(timed.resolve("course.jsonl"));
        assertThat(decided).hasSizeGreaterThan(20);

        Path again = folder.resolve("again");
        RunResult repeated = TrainingRun.replay(timed, again).start();
        assertThat(repeated.step()).isEqualTo(result.step());
        assertThat(weights(again)).isEqualTo(weights(timed));
        assertThat(Files.readAllLines(again.resolve("course.jsonl"))).isEqualTo(decided);
        assertThat(MetricsLog.read(again.resolve("metrics.jsonl")).evaluations())
                .isEqualTo(MetricsLog.read(timed.resolve("metrics.jsonl")).evaluations());
    }

    @Test
    void aRunThatHasNotEndedIsNotReplayed() throws Exception {
        Path timed = folder.resolve("timed");
        TrainingRun.of(TinyRecipe.on(corpus, "training.duration", "10m"), timed)
                .stopAfterStep(5)
                .start();
        assertThatThrownBy(() -> TrainingRun.replay(timed, folder.resolve("again")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("expected a run that has come to its end");
    }

    @Test
    void aPlateauEndsTheRunAfterItsDecay() throws Exception {
        Recipe recipe = TinyRecipe.on(
                corpus,
                "training.steps",
                "400",
                "training.evaluateEvery",
                "5",
                "training.decayShare",
                "0.05",
                "training.plateau",
                "{evaluations: 2, improvement: 5}");
        Path run = folder.resolve("run");
        RunResult result = TrainingRun.of(recipe, run).logTo(lines::add).start();
        assertThat(result.step()).isEqualTo(15 + 20);
        assertThat(lines).anyMatch(line -> line.contains("the run ends with step 35"));
        Path stopped = folder.resolve("stopped");
        TrainingRun.of(recipe, stopped).stopAfterStep(22).start();
        TrainingRun.of(recipe, stopped).start();
        assertThat(weights(stopped)).isEqualTo(weights(run));
    }

    /** A learning rate that blows up at once makes every step after the first ones a jump. */
    @Test
    void jumpsOfTheLossBringTheRunBackAsOftenAsTheRecipeSays() {
        Recipe recipe = TinyRecipe.on(
                corpus,
                "training.steps",
                "200",
                "optimizer.kind",
                "adamw",
                "optimizer.learningRate",
                "3.0e+9",
                "optimizer.gradientNormLimit",
                "1.0e+9",
                "training.warmupShare",
                "1",
                "training.decayShare",
                "0",
                "training.evaluateEvery",
                "1000",
                "training.spikes",
                "{above: 2, rollbacks: 2}");
        assertThatThrownBy(() -> TrainingRun.of(recipe, folder.resolve("run"))
                        .logTo(lines::add)
                        .start())
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected a loss without another jump after 2 returns to a checkpoint");
        assertThat(lines)
                .anyMatch(line ->
                        line.matches("rollback +1 of 2: step .*; back to step .*, the rows of .* steps are left out"))
                .anyMatch(line -> line.matches("rollback +2 of 2: .*"));
    }

    /** A limit just below what an undisturbed run's losses come to: one return, and the run reaches its end without those rows. */
    @Test
    void aRunGoesOnWithoutTheRowsOfAJumpAndIsReplayed() throws Exception {
        Recipe recipe = TinyRecipe.on(
                corpus, "training.steps", "250", "training.logEvery", "1", "training.evaluateEvery", "1000");
        Path calm = run(recipe, "calm");
        double largest =
                excesses(calm).stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        Recipe nervous = recipe.with("training.spikes", "{above: " + (largest - 1e-4) + ", rollbacks: 9}");
        Path jumped = folder.resolve("jumped");
        RunResult result = TrainingRun.of(nervous, jumped).logTo(lines::add).start();
        assertThat(result.step()).isEqualTo(250);
        assertThat(lines).filteredOn(line -> line.startsWith("rollback")).isNotEmpty();
        assertThat(weights(jumped)).isNotEqualTo(weights(calm));
        Path again = folder.resolve("again");
        TrainingRun.replay(jumped, again).start();
        assertThat(weights(again)).isEqualTo(weights(jumped));
    }

    /** By how much the loss of each step lies above the mean of those before it, from the fiftieth on. */
    private static List<Double> excesses(Path run) throws IOException {
        List<Double> excesses = new ArrayList<>();
        double sum = 0;
        List<MetricsLog.Step> steps =
                MetricsLog.read(run.resolve("metrics.jsonl")).steps();
        for (int i = 0; i < steps.size(); i++) {
            if (i >= 50) {
                excesses.add(steps.get(i).loss() - sum / (1 - Math.pow(0.98, i)));
            }
            sum = 0.98 * sum + 0.02 * steps.get(i).loss();
        }
        return excesses;
    }

    @Test
    void theBestModelIsKept() throws Exception {
        Recipe recipe = TinyRecipe.on(
                corpus,
                "training.keepBest",
                "true",
                "training.steps",
                "100",
                "training.evaluateEvery",
                "20",
                "optimizer.kind",
                "adamw",
                "optimizer.learningRate",
                "0.03",
                "training.warmupShare",
                "1",
                "training.decayShare",
                "0");
        Path run = run(recipe, "run");
        List<MetricsLog.Evaluation> evaluations =
                MetricsLog.read(run.resolve("metrics.jsonl")).evaluations();
        MetricsLog.Evaluation best = evaluations.stream()
                .reduce((a, b) -> b.heldOutLoss() < a.heldOutLoss() ? b : a)
                .orElseThrow();
        try (Stream<Path> models = Files.list(run.resolve("best"))) {
            assertThat(models).containsExactly(run.resolve("best/step-" + best.step()));
        }
        try (FillMask fill = FillMask.load(run.resolve("best/step-" + best.step()))) {
            assertThat(fill.predict("[MASK]", 1)).isNotEmpty();
        }
    }

    private Path run(Recipe recipe, String name) throws Exception {
        Path place = folder.resolve(name);
        TrainingRun.of(recipe, place).start();
        return place;
    }

    private static byte[] weights(Path run) throws IOException {
        return Files.readAllBytes(run.resolve("model/model.safetensors"));
    }
}
