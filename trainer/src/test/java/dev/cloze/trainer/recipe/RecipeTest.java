package dev.cloze.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cloze.tokenizer.UsageException;
import dev.cloze.trainer.TinyRecipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeTest {
    private static final FromRecipe FROM = new FromRecipe("models/some", "0f".repeat(32), 1000);

    @TempDir
    private Path folder;

    static List<Path> recipesOfTheRepository() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../recipes"))) {
            return files.filter(file -> file.toString().endsWith(".yaml")).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("recipesOfTheRepository")
    void everyRecipeOfTheRepositoryLoads(Path file) throws IOException {
        boolean continues = file.endsWith("continue.yaml");
        Recipe recipe = continues ? continuing(file, Map.of()) : Recipe.load(file);
        assertThat(recipe.training().steps()).isPositive();
    }

    @Test
    void aModelTakesThePlaceOfTokenizerAndEncoder() throws IOException {
        Map<String, String> changes = Map.of("training.rowLength", "12", "encoder.normEpsilon", "0.3");
        Recipe recipe = continuing(TinyRecipe.file(), changes);
        assertThat(recipe.from()).contains(FROM);
        assertThat(recipe.tokenizer()).isEmpty();
        assertThat(recipe.vocabularySize()).isEqualTo(FROM.vocabularySize());
        assertThat(recipe.training().rowLength()).isEqualTo(12);
        Path copy = Files.writeString(folder.resolve("copy.yaml"), recipe.toYaml());
        assertThat(Recipe.load(copy)).isEqualTo(recipe);
        assertThat(recipe.toYaml()).contains("from:\n  model: models/some\n  sha256: " + FROM.sha256());
    }

    @Test
    void theTokenizerOfAModelCannotBeChanged() {
        assertThatThrownBy(() -> continuing(TinyRecipe.file(), Map.of("tokenizer.lowerCase", "false")))
                .isInstanceOf(UsageException.class)
                .hasMessage("recipe.tokenizer.lowerCase: expected a key that the model of --from leaves open, got the"
                        + " tokenizer's");
    }

    @Test
    void aRecipeWithoutEncoderNeedsAModel() {
        Path file = Path.of("../recipes/continue.yaml");
        assertThatThrownBy(() -> Recipe.load(file))
                .isInstanceOf(UsageException.class)
                .hasMessage("%s: expected an encoder, or a model to go on from (--from), got neither", file);
    }

    @Test
    void tokenizerAndModelExcludeEachOther() throws IOException {
        String both = "from: {model: m, sha256: " + FROM.sha256() + ", vocabularySize: 9}\n"
                + Files.readString(TinyRecipe.file());
        Path file = Files.writeString(folder.resolve("both.yaml"), both);
        assertThatThrownBy(() -> Recipe.load(file))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "recipe.tokenizer: expected one of: a tokenizer to train, a given one (--tokenizer), a model to"
                                + " go on from (--from), which has one, got that of the model to go on from and one to train");
    }

    private static Recipe continuing(Path file, Map<String, String> changes) throws IOException {
        Path longRows = Path.of("../recipes/quickstart.yaml");
        return Recipe.load(
                file,
                FROM,
                Recipe.load(longRows).with("encoder.maxPositions", "512").encoder(),
                changes);
    }

    @Test
    void theQuickstartIsAmongThem() throws IOException {
        assertThat(recipesOfTheRepository()).contains(Path.of("../recipes/quickstart.yaml"));
    }

    @Test
    void aRecipeStatesWhatDiffersFromItsBase() throws IOException {
        Files.copy(TinyRecipe.file(), folder.resolve("tiny.yaml"));
        Path file = Files.writeString(
                folder.resolve("wide.yaml"), "base: tiny.yaml\nseed: 9\nencoder: {heads: 4, width: 32}\n");
        Recipe expected =
                Recipe.load(TinyRecipe.file()).with(Map.of("seed", "9", "encoder.heads", "4", "encoder.width", "32"));
        assertThat(Recipe.load(file)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    base: none.yaml | none.yaml: expected a recipe file, got no such file
                    base: 7 | wide.yaml: base: expected the name of a recipe's file, got something else
                    base: wide.yaml | wide.yaml: base: expected a recipe that has no base itself, got wide.yaml
                    base: tiny.yaml\\nencodr: {heads: 4} | recipe.encodr: expected a known key, got an unknown one; the nearest is encoder
                    """)
    void mistakesInABase(String yaml, String message) throws IOException {
        Files.copy(TinyRecipe.file(), folder.resolve("tiny.yaml"));
        Path file = Files.writeString(folder.resolve("wide.yaml"), yaml.replace("\\n", "\n"));
        assertThatThrownBy(() -> Recipe.load(file))
                .isInstanceOf(UsageException.class)
                .hasMessageEndingWith(message);
    }

    @Test
    void aMixtureStandsInsteadOfPathsAndTheOtherWayRound() throws IOException {
        Files.copy(TinyRecipe.file(), folder.resolve("tiny.yaml"));
        Path file = Files.writeString(folder.resolve("mixed.yaml"), """
                base: tiny.yaml
                corpus:
                  mixture:
                  - {name: a, paths: [x], weight: 2}
                  - {name: b, paths: [y, z], weight: 0.5}
                """);
        Recipe recipe = Recipe.load(file);
        SourceRecipe a = new SourceRecipe(Optional.of("a"), List.of("x"), Optional.of(2.0), Optional.empty());
        SourceRecipe b = new SourceRecipe(Optional.of("b"), List.of("y", "z"), Optional.of(0.5), Optional.empty());
        assertThat(recipe.corpus().sources()).containsExactly(a, b);
        Path copy = Files.writeString(folder.resolve("copy.yaml"), recipe.toYaml());
        assertThat(Recipe.load(copy)).isEqualTo(recipe);

        Recipe plain = recipe.with("corpus.paths", "[x]");
        assertThat(plain.corpus().mixture()).isEmpty();
        assertThat(plain.corpus().paths().orElseThrow()).containsExactly("x");
        assertThat(plain.with("corpus.mixture", "[{name: a, paths: [x], weight: 2}]")
                        .corpus()
                        .sources())
                .containsExactly(a);
        Recipe heavier = recipe.with(
                "corpus.mixture", "[{name: a, paths: [x], weight: 3}, {name: b, paths: [y, z], weight: 0.5}]");
        assertThat(recipe.differences(heavier))
                .singleElement()
                .asString()
                .startsWith("corpus.mixture: ")
                .contains("weight=2.0", "weight=3.0");
    }

    @Test
    void bothPathsAndAMixtureAreAMistake() throws IOException {
        Recipe recipe = Recipe.load(TinyRecipe.file());
        Map<String, String> both =
                Map.of("corpus.paths", "[x]", "corpus.mixture", "[{name: a, paths: [x], weight: 1}]");
        assertThatThrownBy(() -> recipe.with(both))
                .isInstanceOf(UsageException.class)
                .hasMessage("recipe.corpus.paths: expected paths, or a mixture instead, got both");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    training.duration | 30 | duration: expected text, got 30
                    training.duration | soon | duration: expected hours, minutes, seconds, as 1h30m or 90s, got soon
                    training.duration | 0m | duration: expected more than no time, got 0m
                    training.phases | [{until: 1, rowLength: 8, rowsPerBatch: 2, rowsPerMicroBatch: 2}] | phases[0].until: expected a share above 0.0, where the one before ends, and below 1, got 1.0
                    training.phases | [{until: 0.5, rowLength: 8, rowsPerBatch: 3, rowsPerMicroBatch: 2}] | phases[0].rowsPerMicroBatch: expected a divisor of rowsPerBatch 3, got 2
                    training.phases | [{until: 0.5, rowLength: 800, rowsPerBatch: 2, rowsPerMicroBatch: 2}] | phases[0].rowLength: expected at most encoder.maxPositions 32, got 800
                    training.plateau | {evaluations: 0, improvement: 0} | plateau.evaluations: expected a positive whole number, got 0
                    training.spikes | {above: 0, rollbacks: 1} | spikes.above: expected a positive number, got 0.0
                    """)
    void mistakesInTheCourse(String key, String value, String message) throws IOException {
        Recipe recipe = Recipe.load(TinyRecipe.file());
        assertThatThrownBy(() -> recipe.with(key, value))
                .isInstanceOf(UsageException.class)
                .hasMessage("recipe.training." + message);
    }

    @Test
    void aPlateauNeedsAScheduleThatCanEndAnywhere() throws IOException {
        Recipe recipe = Recipe.load(TinyRecipe.file()).with("training.plateau", "{evaluations: 2, improvement: 0.1}");
        assertThatThrownBy(() -> recipe.with("training.schedule", "cosine"))
                .hasMessage(
                        "recipe.training.plateau: expected schedule warmup_stable_decay or constant, which can end at"
                                + " any step, got cosine");
        assertThatThrownBy(() -> recipe.with("training.duration", "1m"))
                .hasMessage("recipe.training.plateau: expected none with a duration, got both");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    [] | mixture: expected 1 to 100 sources, got 0
                    [{name: a, paths: [x], weight: 0}] | mixture[0].weight: expected a positive number, got 0.0
                    [{name: a, paths: [x], weight: 1}, {name: A, paths: [y], weight: 1}] | mixture[1].name: expected a name of its own, got A again
                    [{name: a, paths: [x], weight: 1}, {name: b, paths: [y], epochs: 2}] | mixture: expected a weight for each source, or epochs for each, got 1 of 2 with a weight, the others with epochs
                    [{name: a, paths: [x]}] | mixture[0].weight: expected a weight, or epochs instead, got neither
                    [{name: a, paths: [x], weight: 1, epochs: 1}] | mixture[0].weight: expected a weight, or epochs instead, got both
                    [{paths: [x], weight: 1}] | mixture[0].name: expected a value, got nothing
                    [{name: a, paths: [], weight: 1}] | mixture[0].paths: expected at least one path, got none
                    """)
    void mistakesInAMixture(String mixture, String message) throws IOException {
        Recipe recipe = Recipe.load(TinyRecipe.file());
        assertThatThrownBy(() -> recipe.with("corpus.mixture", mixture))
                .isInstanceOf(UsageException.class)
                .hasMessage("recipe.corpus." + message);
    }

    @Test
    void itsYamlIsTheWholeRecipe() throws IOException {
        Recipe recipe = Recipe.load(TinyRecipe.file()).with("corpus.paths", "['a b', \"it's: \\u00e9\"]");
        Path copy = Files.writeString(folder.resolve("copy.yaml"), recipe.toYaml());
        assertThat(Recipe.load(copy)).isEqualTo(recipe);
        assertThat(recipe.corpus().paths().orElseThrow()).containsExactly("a b", "it's: é");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    encoder.haeds | 2 | recipe.encoder.haeds: expected a known key, got an unknown one; the nearest is heads
                    encodr.heads | 2 | recipe.encodr: expected a known key, got an unknown one; the nearest is encoder
                    seed.first | 2 | recipe.seed.first: expected a known key, got one below a value, 7
                    seed | one | recipe.seed: expected a number, got one
                    training.steps | 1.5 | recipe.training.steps: expected a whole number, got 1.5
                    training.steps | 99999999999999999999 | recipe.training.steps: expected a whole number, got 99999999999999999999
                    training.rowLength | 3000000000 | recipe.training.rowLength: expected a whole number, got 3000000000
                    training.steps | 0 | recipe.training.steps: expected a positive whole number, got 0
                    training.warmupShare | -1 | recipe.training.warmupShare: expected a share from 0 to 1, got -1.0
                    tokenizer.lowerCase | 1 | recipe.tokenizer.lowerCase: expected true or false, got 1
                    corpus.paths | text | recipe.corpus.paths: expected a list, got text
                    corpus.paths | [1] | recipe.corpus.paths[0]: expected text, got 1
                    corpus.paths | [] | recipe.corpus.paths: expected at least one path, got none
                    corpus.documents | pages | recipe.corpus.documents: expected one of files, lines, got pages
                    corpus.heldOutShare | 1.0 | recipe.corpus.heldOutShare: expected a number between 0 and 1, got 1.0
                    encoder | 3 | recipe.encoder: expected keys and values, got 3
                    encoder.heads | 3 | recipe.encoder.heads: expected a divisor of width 16, got 3
                    encoder.maxPositions | 31 | recipe.training.rowLength: expected at most encoder.maxPositions 31, got 32
                    encoder.dropout.attention | 1 | recipe.encoder.dropout.attention: expected a rate from 0 to below 1, got 1.0
                    masking.randomShare | 0.3 | recipe.masking.randomShare: expected at most 1 - maskShare = 0.19999999999999996, got 0.3
                    masking.rate | .nan | recipe.masking.rate: expected a number between 0 and 1, got NaN
                    optimizer.kind | sgd | recipe.optimizer.kind: expected one of adamw, stable_adamw, lamb, muon, got sgd
                    optimizer.muonIteration | newton | recipe.optimizer.muonIteration: expected one of newton_schulz, polar_express, got newton
                    optimizer.rules | [{parameters: head.*}] | recipe.optimizer.rules[0].parameters: expected a learningRateFactor or a weightDecay for head.*, got neither
                    optimizer.rules | [{parameters: '', weightDecay: 0}] | recipe.optimizer.rules[0].parameters: expected a pattern of names, got nothing
                    optimizer.rules | [{parameters: head.*, weightDecay: -1}] | recipe.optimizer.rules[0].weightDecay: expected 0 or a positive number, got -1.0
                    optimizer.rules | [{parameters: head.*, learningRate: 1}] | recipe.optimizer.rules[0].learningRate: expected a known key, got an unknown one; the nearest is learningRateFactor
                    optimizer.learningRate | .inf | recipe.optimizer.learningRate: expected a positive number, got Infinity
                    training.rowsPerMicroBatch | 3 | recipe.training.rowsPerMicroBatch: expected a divisor of rowsPerBatch 8, got 3
                    training.decayShare | 0.9 | recipe.training.decayShare: expected at most 1 - warmupShare = 0.8, got 0.9
                    training.schedule | step | recipe.training.schedule: expected one of warmup_stable_decay, linear, cosine, constant, one_cycle, got step
                    training.averaging | {decay: 1, every: 1} | recipe.training.averaging.decay: expected a number between 0 and 1, got 1.0
                    training.averaging | {decay: 0.9, every: 0} | recipe.training.averaging.every: expected a positive whole number, got 0
                    training.averaging | {decay: 0.9} | recipe.training.averaging.every: expected a value, got nothing
                    training.attention | sparse | recipe.training.attention: expected one of auto, eager, fused, packed, windowed, varlen, tiled, got sparse
                    training.precision | half | recipe.training.precision: expected one of auto, float32, bfloat16, float16, got half
                    training.checkpointsKept | 0 | recipe.training.checkpointsKept: expected a positive whole number, got 0
                    evaluation.rows | '' | recipe.evaluation.rows: expected a value, got nothing
                    evaluation.rows | '[1' | recipe.evaluation.rows: expected a YAML value, got [1
                    """)
    void anImpossibleValueIsNamedByItsPath(String key, String value, String message) {
        assertThatThrownBy(() -> Recipe.load(TinyRecipe.file()).with(key, value))
                .isInstanceOf(UsageException.class)
                .hasMessage(message);
    }

    @Test
    void aMissingKeyIsNamedByItsPath() throws IOException {
        Path file = folder.resolve("recipe.yaml");
        Files.writeString(file, Files.readString(TinyRecipe.file()).replace("  heads: 2\n", ""));
        assertThatThrownBy(() -> Recipe.load(file)).hasMessage("recipe.encoder.heads: expected a value, got nothing");
    }

    @Test
    void severalValuesNeedToFitOnlyTogether() throws IOException {
        Recipe recipe = Recipe.load(TinyRecipe.file());
        assertThatThrownBy(() -> recipe.with("encoder.width", "15")).isInstanceOf(UsageException.class);
        assertThatThrownBy(() -> recipe.with("encoder.heads", "3")).isInstanceOf(UsageException.class);
        Recipe changed = recipe.with(Map.of("encoder.width", "15", "encoder.heads", "3"));
        assertThat(changed.encoder().headWidth()).isEqualTo(5);
    }

    @Test
    void differencesAreLeavesWithTheirPaths() throws IOException {
        Recipe recipe = Recipe.load(TinyRecipe.file());
        assertThat(recipe.differences(recipe)).isEmpty();
        assertThat(recipe.differences(recipe.with(Map.of("seed", "8", "encoder.norm", "post"))))
                .containsExactly("seed: 7 -> 8", "encoder.norm: pre -> post");
        Recipe words = recipe.with("masking.unit", "word");
        assertThat(recipe.differences(words)).containsExactly("masking.unit: absent -> word");
        assertThat(words.differences(recipe)).containsExactly("masking.unit: word -> absent");
    }

    @Test
    void aFinalRateComesBeforeItsSchedule() throws IOException {
        Recipe recipe = Recipe.load(TinyRecipe.file());
        assertThat(recipe.with(Map.of("masking.finalRate", "0.1", "masking.rateSchedule", "cosine"))
                        .masking()
                        .rateAt(0.5))
                .isCloseTo((recipe.masking().rate() + 0.1) / 2, within(1e-12));
        assertThatThrownBy(() -> recipe.with("masking.rateSchedule", "cosine"))
                .hasMessage("recipe.masking.rateSchedule: expected none without a finalRate, got cosine");
        assertThatThrownBy(() -> recipe.with("masking.finalRate", "1.5")).hasMessageContaining("masking.finalRate");
    }

    @Test
    void schedulesRefuseWhatContradictsThem() throws IOException {
        Recipe recipe = Recipe.load(TinyRecipe.file());
        assertThatThrownBy(() -> recipe.with(Map.of("training.schedule", "cosine", "training.decayShape", "sqrt")))
                .hasMessage("recipe.training.decayShape: expected none without schedule warmup_stable_decay, got sqrt");
        assertThatThrownBy(() -> recipe.with(Map.of("training.schedule", "one_cycle", "training.warmupShare", "0")))
                .hasMessage("recipe.training.warmupShare: expected a number between 0 and 1 with schedule one_cycle,"
                        + " got 0.0");
        assertThat(recipe.with("training.decayShape", "sqrt").training().decayShape())
                .contains(DecayShape.SQRT);
        assertThat(recipe.with(Map.of("training.schedule", "linear", "training.decayShare", "0.9"))
                        .training()
                        .decayShare())
                .isEqualTo(0.9);
    }

    @Test
    void aPatternMatchesWholeNames() {
        assertThat(matches("layers.*.bias", "layers.0.attention.qkv.bias")).isTrue();
        assertThat(matches("*", "anything")).isTrue();
        assertThat(matches("layers.1.*", "layers.10.norm.weight")).isFalse();
        assertThat(matches("layers", "layers.1")).isFalse();
        assertThat(matches("layers.1", "layersx1")).isFalse();
    }

    private static boolean matches(String pattern, String name) {
        return new ParameterRule(pattern, Optional.of(1.0), Optional.empty()).matches(name);
    }

    @Test
    void whatIsNoRecipeIsRefusedByName() throws IOException {
        assertRefused("seed: [1", "expected YAML, got ");
        assertRefused("seed: 1\nseed: 2", "expected YAML, got ");
        assertRefused("", "expected keys and values, got nothing");
        assertRefused("- 1", "expected keys and values, got something else");
        Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xff, 0, 1});
        assertThatThrownBy(() -> Recipe.load(binary))
                .isInstanceOf(UsageException.class)
                .hasMessage(binary + ": expected UTF-8 text, got other bytes");
        assertThatThrownBy(() -> Recipe.load(folder))
                .hasMessage(folder + ": expected a recipe file, got something else");
        assertThatThrownBy(() -> Recipe.load(folder.resolve("none.yaml")))
                .isInstanceOf(UsageException.class)
                .hasMessageEndingWith("none.yaml: expected a recipe file, got no such file");
    }

    private void assertRefused(String text, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("recipe.yaml"), text);
        assertThatThrownBy(() -> Recipe.load(file))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(file + ": " + message)
                .hasMessageNotContaining("\n");
    }

    /** As the README's {@code --set training.steps=500}. */
    @ParameterizedTest
    @ValueSource(longs = {1, 7, 500, 1_000_000})
    void theQuickstartFitsAnyNumberOfSteps(long steps) throws IOException {
        TrainingRecipe training = Recipe.load(Path.of("..", "recipes", "quickstart.yaml"))
                .with("training.steps", String.valueOf(steps))
                .training();

        assertThat(training.steps()).isEqualTo(steps);
        assertThat(training.warmupSteps() + training.decaySteps()).isLessThanOrEqualTo(steps);
    }
}
