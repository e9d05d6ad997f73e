package dev.cloze.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.core.inference.FillMask;
import dev.cloze.tokenizer.BpeModel;
import dev.cloze.tokenizer.TokenizerFiles;
import dev.cloze.tokenizer.UsageException;
import dev.cloze.tokenizer.WordRules;
import dev.cloze.tokenizer.WordRules.Cutting;
import dev.cloze.tokenizer.train.BpeOptions;
import dev.cloze.tokenizer.train.BpeTrainer;
import dev.cloze.tokenizer.train.WordCounts;
import dev.cloze.trainer.TinyRecipe;
import dev.cloze.trainer.recipe.GivenTokenizerRecipe;
import dev.cloze.trainer.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs with a tokenizer from elsewhere: byte-level BPE, which no recipe trains. */
class GivenTokenizerTest {
    @TempDir
    private Path folder;

    private Path corpus;
    private Path tokenizer;

    @BeforeEach
    void trainATokenizer() throws IOException {
        corpus = TinyRecipe.writeCorpus(folder.resolve("corpus.txt"), 400);
        tokenizer = folder.resolve("bpe");
        TokenizerFiles.write(tokenizer, bpe(200));
    }

    private BpeModel bpe(int size) throws IOException {
        WordCounts counts = new WordCounts(WordRules.of(Cutting.GPT2_BYTES));
        counts.add(Files.readString(corpus));
        return BpeTrainer.train(counts, BpeOptions.ofSize(size));
    }

    private Recipe recipe() throws IOException {
        return TinyRecipe.on(corpus).with(GivenTokenizerRecipe.of(tokenizer));
    }

    @Test
    void theModelHasTheTokenizer() throws Exception {
        Recipe recipe = recipe();
        assertThat(recipe.vocabularySize()).isEqualTo(200);
        RunResult result = TrainingRun.of(recipe, folder.resolve("run")).start();
        assertThat(Path.of(result.model()).resolve("tokenizer.json"))
                .hasSameBinaryContentAs(tokenizer.resolve("tokenizer.json"));
        assertThat(result.heldOutLoss()).isLessThan(result.uniformLoss());
        try (FillMask fill = FillMask.load(Path.of(result.model()))) {
            assertThat(fill.predict("ba[MASK]", 3)).hasSize(1);
        }
    }

    @Test
    void aFileWillDoAndAResumeNeedsItNoMore() throws Exception {
        Path whole = folder.resolve("whole");
        TrainingRun.of(recipe(), whole).start();
        Path file = Files.move(tokenizer.resolve("tokenizer.json"), folder.resolve("mine.json"));
        Recipe recipe = TinyRecipe.on(corpus).with(GivenTokenizerRecipe.of(file));
        Path stopped = folder.resolve("stopped");
        TrainingRun.of(recipe, stopped).stopAfterStep(9).start();
        Files.delete(file);
        TrainingRun.of(Recipe.load(stopped.resolve("recipe.yaml")), stopped).start();
        assertThat(stopped.resolve("model/model.safetensors"))
                .hasSameBinaryContentAs(whole.resolve("model/model.safetensors"));
    }

    @Test
    void anotherTokenizerThanTheRecipesIsRefused() throws Exception {
        Recipe recipe = recipe();
        TokenizerFiles.write(tokenizer, bpe(190));
        assertThatThrownBy(() -> TrainingRun.of(recipe, folder.resolve("run")).start())
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(tokenizer + ": expected the tokenizer of the recipe, of SHA-256 ");
    }

    @Test
    void aRecipeHasOneTokenizer() throws Exception {
        GivenTokenizerRecipe given = GivenTokenizerRecipe.of(tokenizer);
        assertThatThrownBy(() ->
                        recipe().with(Map.of("tokenizer", "{vocabularySize: 9, minimumFrequency: 1, lowerCase: true}")))
                .isInstanceOf(UsageException.class)
                .hasMessageEndingWith("got one to train and " + given.path());
    }
}
