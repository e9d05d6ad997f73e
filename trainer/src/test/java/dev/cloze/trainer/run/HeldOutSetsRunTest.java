package dev.cloze.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.tokenizer.UsageException;
import dev.cloze.trainer.TinyRecipe;
import dev.cloze.trainer.observe.MetricsLog;
import dev.cloze.trainer.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are evaluated on named texts beside their own held-out text. */
class HeldOutSetsRunTest {
    @TempDir
    private Path folder;

    private Path corpus;
    private Path same;
    private Path backwards;

    @BeforeEach
    void writeTexts() throws IOException {
        corpus = TinyRecipe.writeCorpus(folder.resolve("corpus.txt"), 400);
        List<String> lines = Files.readAllLines(corpus).subList(0, 40);
        same = Files.write(folder.resolve("same.txt"), lines);
        backwards = Files.write(
                folder.resolve("backwards.txt"),
                lines.stream()
                        .map(line -> new StringBuilder(line).reverse().toString())
                        .toList());
    }

    private Recipe recipe(String... changes) {
        String[] all = new String[changes.length + 2];
        all[0] = "evaluation.sets";
        all[1] = "[{name: same, paths: ['" + same + "']}, {name: backwards, paths: ['" + backwards + "']}]";
        System.arraycopy(changes, 0, all, 2, changes.length);
        return TinyRecipe.on(corpus, all);
    }

    @Test
    void everyEvaluationScoresEachSetUnderItsName() throws Exception {
        Path run = folder.resolve("run");
        List<String> lines = new ArrayList<>();
        RunResult result = TrainingRun.of(recipe(), run).logTo(lines::add).start();
        List<MetricsLog.Evaluation> evaluations =
                MetricsLog.read(run.resolve("metrics.jsonl")).evaluations();
        assertThat(evaluations).hasSize(2).allSatisfy(line -> {
            assertThat(line.sets()).containsOnlyKeys("same", "backwards");
            assertThat(line.bandLosses()).hasSize(4);
            assertThat(line.bitsPerByte()).isPositive();
        });
        MetricsLog.SetScore last = evaluations.get(1).sets().get("same");
        assertThat(result.heldOutSets())
                .extracting(RunResult.HeldOutScore::name)
                .containsExactly("same", "backwards");
        assertThat(result.heldOutSets().get(0).loss()).isEqualTo(last.loss());
        assertThat(result.heldOutSets().get(1).loss()).isGreaterThan(last.loss()); // nothing like it was learnt
        assertThat(result.bitsPerByte()).isEqualTo(evaluations.get(1).bitsPerByte());
        assertThat(result.bands().stream().mapToLong(RunResult.Band::masked).sum())
                .isPositive();
        assertThat(lines).anyMatch(line -> line.matches("held out +same: loss [0-9.]+ .* bits a byte"));
        assertThat(run.resolve("model/token-counts.json")).hasSameBinaryContentAs(run.resolve("token-counts.json"));
        assertThat(Files.readString(run.resolve("report.html"))).contains("</i>backwards</span>", "rarest quarter");

        Path without = folder.resolve("without");
        TrainingRun.of(TinyRecipe.on(corpus), without).start();
        assertThat(run.resolve("model/model.safetensors"))
                .hasSameBinaryContentAs(without.resolve("model/model.safetensors")); // sets change nothing in training
    }

    @Test
    void aSetThatHasChangedIsRefused() throws Exception {
        Path run = folder.resolve("run");
        TrainingRun.of(recipe(), run).stopAfterStep(5).start();
        Files.writeString(backwards, "ab do\n");
        assertThatThrownBy(() -> TrainingRun.of(recipe(), run).start())
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("the held-out set backwards of the run in this folder")
                .hasMessageContaining("its files have changed");
    }

    @Test
    void mistakesInSetsAreNamed() throws IOException {
        Files.writeString(backwards, "\n");
        assertThatThrownBy(() -> TrainingRun.of(recipe(), folder.resolve("run")).start())
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("backwards");
        assertThatThrownBy(() -> recipe("evaluation.sets", "[]"))
                .hasMessage("recipe.evaluation.sets: expected 1 to 100 sets, got 0");
        assertThatThrownBy(() -> recipe("evaluation.sets", "[{name: a, paths: [x]}, {name: A, paths: [y]}]"))
                .hasMessage("recipe.evaluation.sets[1].name: expected a name of its own, got A again");
        assertThatThrownBy(() -> recipe("evaluation.sets", "[{name: a b, paths: [x]}]"))
                .hasMessageContaining("recipe.evaluation.sets[0].name: expected up to 64 letters");
        assertThatThrownBy(() -> recipe("evaluation.sets", "[{name: a, paths: []}]"))
                .hasMessage("recipe.evaluation.sets[0].paths: expected at least one path, got none");
        Map<String, String> clash = Map.of(
                "corpus.mixture",
                "[{name: Same, paths: [x], weight: 1}]",
                "evaluation.sets",
                "[{name: same, paths: [y]}]");
        Recipe tiny = Recipe.load(TinyRecipe.file());
        assertThatThrownBy(() -> tiny.with(clash))
                .hasMessageContaining("recipe.evaluation.sets[0].name: expected another name than those");
    }
}
