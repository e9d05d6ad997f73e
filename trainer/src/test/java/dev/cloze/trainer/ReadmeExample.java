package dev.cloze.trainer;

import dev.cloze.core.inference.FillMask;
import dev.cloze.core.inference.TextEmbedder;
import dev.cloze.trainer.recipe.Recipe;
import dev.cloze.trainer.run.RunResult;
import dev.cloze.trainer.run.TrainingRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The Java example of the README; what stands between the braces stands there too. */
final class ReadmeExample {
    private ReadmeExample() {}

    static RunResult train(Path recipeFile, Path texts, Path folder) throws IOException, InterruptedException {
        Map<String, String> changes = Map.of("corpus.paths", "['" + texts + "']", "training.steps", "60");
        Recipe recipe = Recipe.load(recipeFile).with(changes);
        RunResult result =
                TrainingRun.of(recipe, folder).logTo(System.out::println).start();
        try (FillMask fill = FillMask.load(Path.of(result.model()))) {
            fill.predict("the [MASK] of the house", 5).forEach(System.out::println);
        }
        return result;
    }

    static float[][] embed(Path model) throws IOException {
        try (TextEmbedder embedder = TextEmbedder.load(model)) {
            return embedder.embed(List.of("the old house", "a bird sings"));
        }
    }
}
