package dev.cloze.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cloze.core.torch.Scope;
import dev.cloze.corpora.build.CorpusInputs;
import dev.cloze.corpora.read.Unit;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.trainer.TinyRecipe;
import dev.cloze.trainer.recipe.Recipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanTest {
    @TempDir
    private Path folder;

    @Test
    void aSurveyCountsWhatItReadsAndReckonsTheRest() throws Exception {
        Path corpus = TinyRecipe.writeCorpus(folder.resolve("corpus.txt"), 5000);
        TextSurvey all =
                TextSurvey.of(CorpusInputs.open(List.of(corpus.toString()), Unit.LINES), Files.size(corpus), 1000);
        assertThat(all).isEqualTo(new TextSurvey(5000, 60_000, 12, 1));
        TextSurvey none =
                TextSurvey.of(CorpusInputs.open(List.of(corpus.toString()), Unit.LINES), Files.size(corpus), 0);
        assertThat(none.documents()).isZero();
    }

    /** Shapes are tried for seconds, so it takes about a minute. */
    @Test
    @Tag("slow")
    void aPlanFitsItsTextAndItsTime() throws Exception {
        int scopes = Scope.openScopes();
        Recipe base = TinyRecipe.on(TinyRecipe.writeCorpus(folder.resolve("corpus.txt"), 200_000));
        List<String> lines = new ArrayList<>();
        Plan plan = Plan.of(base.with("corpus.documents", "lines"), "2m", "cpu", lines::add);
        assertThat(Scope.openScopes()).isEqualTo(scopes);
        Recipe recipe = plan.recipe();
        assertThat(recipe.training().durationSeconds()).hasValue(120);
        assertThat(recipe.training().rowLength()).isEqualTo(64);
        assertThat(recipe.tokenizer().orElseThrow().vocabularySize()).isEqualTo(8192);
        Plan.Trial best = plan.trials().stream()
                .filter(trial -> trial.width() == recipe.encoder().width())
                .findFirst()
                .orElseThrow();
        assertThat((double) best.tokens()).isCloseTo(120 * best.tokensPerSecond(), within(1.0));
        assertThat(plan.reasons()).hasSize(5);
        TextSurvey text = plan.text();
        assertThat(text.words()).isCloseTo(2_400_000L, Percentage.withPercentage(1));
    }

    @Test
    void lessThanAMinuteOrNoTextIsRefused() throws Exception {
        Path corpus = TinyRecipe.writeCorpus(folder.resolve("corpus.txt"), 100);
        assertThatThrownBy(() -> Plan.of(TinyRecipe.on(corpus), "30s", "cpu", line -> {}))
                .isInstanceOf(UsageException.class)
                .hasMessage("--for: expected a minute or more, got 30s");
        Path empty = Files.writeString(folder.resolve("empty.txt"), "\n \n");
        assertThatThrownBy(() -> Plan.of(TinyRecipe.on(empty), "2m", "cpu", line -> {}))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("corpus: expected text, got none");
    }
}
