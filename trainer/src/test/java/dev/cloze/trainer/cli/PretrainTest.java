package dev.cloze.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.trainer.TinyRecipe;
import dev.cloze.trainer.recipe.Recipe;
import dev.cloze.trainer.run.RunRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One whole run through the command line, and every command on its model. */
class PretrainTest {
    @TempDir
    private static Path folder;

    private static Path corpus;
    private static Path run;
    private static CommandLineRun pretrained;

    @BeforeAll
    static void pretrain() {
        corpus = TinyRecipe.writeCorpus(folder.resolve("it's a corpus.txt"), 400);
        run = folder.resolve("run");
        pretrained = start("--json");
    }

    private static CommandLineRun start(String... more) {
        List<Object> arguments =
                new ArrayList<>(List.of("pretrain", TinyRecipe.file(), "--corpus", corpus, "--out", run));
        arguments.addAll(List.of(more));
        return CommandLineRun.of(arguments.toArray());
    }

    @Test
    void theFolderHoldsWhatIsDocumented() throws IOException {
        assertThat(pretrained.code()).as(pretrained.err()).isZero();
        try (Stream<Path> files = Files.list(run)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            ".lock",
                            "recipe.yaml",
                            "stages.json",
                            "tokenizer",
                            "shards",
                            "checkpoints",
                            "model",
                            "metrics.jsonl",
                            "result.json",
                            "report.html",
                            "token-counts.json",
                            "tensorboard",
                            "starts.jsonl",
                            "fillings.jsonl");
        }
        assertThat(run.resolve("checkpoints/step-14")).isDirectory();
        assertThat(run.resolve("checkpoints/step-20")).isDirectory();
        assertThat(run.resolve("checkpoints/step-7")).doesNotExist();
        assertThat(run.resolve("model/config.json")).isRegularFile();
        assertThat(run.resolve("model/model.safetensors")).isRegularFile();
        assertThat(run.resolve("model/tokenizer.json")).isRegularFile();
    }

    /** Each piece that is named is encoded again from the line of the file, and compared with the row. */
    @Test
    void aStepsDocumentsAreNamed() throws IOException {
        List<String> lines = Files.readAllLines(corpus);
        CommandLineRun where = CommandLineRun.of("corpus", "where", run, "--step", 3, "--json");
        assertThat(where.code()).as(where.err()).isZero();
        List<JsonObject> rows = objects(JsonParser.parseString(where.out()).getAsJsonObject(), "rows");
        try (RunRows data = RunRows.open(run)) {
            List<RunRows.StepRow> expected = data.step(3);
            assertThat(rows).hasSameSizeAs(expected);
            for (int i = 0; i < rows.size(); i++) {
                assertThat(rows.get(i).get("row").getAsLong())
                        .isEqualTo(expected.get(i).row());
                List<Integer> ids = new ArrayList<>();
                for (JsonObject piece : objects(rows.get(i), "pieces")) {
                    assertThat(piece.get("source").getAsString()).isEqualTo(corpus.toString());
                    assertThat(piece.get("from").getAsInt()).isEqualTo(ids.size());
                    ids.addAll(tokens(lines.get(piece.get("section").getAsInt()), data.tokenizer())
                            .subList(
                                    piece.get("skipped").getAsInt(),
                                    piece.get("skipped").getAsInt()
                                            + piece.get("tokens").getAsInt()));
                }
                List<Integer> unmasked = new ArrayList<>(expected.get(i).ids());
                expected.get(i).asked().forEach(unmasked::set);
                assertThat(ids).isEqualTo(unmasked);
            }
        }
        CommandLineRun beyond = CommandLineRun.of("corpus", "where", run, "--step", 21);
        assertThat(beyond.code()).isEqualTo(2);
        assertThat(beyond.err()).contains("step: expected 1 to 20, got 21");
    }

    private static List<JsonObject> objects(JsonObject parent, String name) {
        List<JsonObject> objects = new ArrayList<>();
        parent.getAsJsonArray(name).forEach(object -> objects.add(object.getAsJsonObject()));
        return objects;
    }

    private static List<Integer> tokens(String line, Tokenizer tokenizer) {
        List<Integer> ids = new ArrayList<>(List.of(tokenizer.special().start()));
        Arrays.stream(tokenizer.encode(line)).forEach(ids::add);
        ids.add(tokenizer.special().end());
        return ids;
    }

    @Test
    void aStepsRowsAreShownWithWhatIsAskedFor() throws IOException {
        CommandLineRun peek = CommandLineRun.of("corpus", "peek", run, "--step", 3, "--rows", 8);
        assertThat(peek.code()).as(peek.err()).isZero();
        try (RunRows data = RunRows.open(run)) {
            List<RunRows.StepRow> rows = data.step(3);
            int asked = rows.stream().mapToInt(row -> row.asked().size()).sum();
            assertThat(peek.out().chars().filter(unit -> unit == '{').count()).isEqualTo(asked);
            assertThat(peek.out()).contains("row " + rows.get(7).row() + " ");
        }
        assertThat(CommandLineRun.of("corpus", "peek", folder).err()).contains("expected the folder of a run");
    }

    @Test
    void goesOnFromAModel() throws IOException {
        Path further = folder.resolve("further");
        List<Object> arguments = List.of(
                "pretrain",
                TinyRecipe.file(),
                "--from",
                run.resolve("model"),
                "--corpus",
                corpus,
                "--out",
                further,
                "--set",
                "training.steps=3",
                "encoder.initialDeviation=0.5");
        CommandLineRun first = CommandLineRun.of(arguments.toArray());
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out()).contains("held out   step 0  loss ");
        Recipe recipe = Recipe.load(further.resolve("recipe.yaml"));
        assertThat(recipe.from().orElseThrow().model())
                .isEqualTo(run.resolve("model").toString());
        assertThat(recipe.encoder().initialDeviation()).isEqualTo(0.5);
        CommandLineRun again = CommandLineRun.of(arguments.toArray());
        assertThat(again.out()).contains("finished at an earlier start");
        CommandLineRun mistaken = CommandLineRun.of(
                "pretrain", TinyRecipe.file(), "--from", corpus, "--corpus", corpus, "--out", folder.resolve("none"));
        assertThat(mistaken.code()).isEqualTo(2);
        assertThat(mistaken.err()).contains("expected a model's folder");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void linesOfMetricsHaveTheirFields() throws IOException {
        List<Long> steps = new ArrayList<>();
        List<Long> evaluations = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            JsonObject object = JsonParser.parseString(line).getAsJsonObject();
            boolean evaluation = object.has("heldOutLoss");
            assertThat(object.keySet())
                    .isEqualTo(
                            evaluation
                                    ? Set.of(
                                            "step",
                                            "heldOutLoss",
                                            "heldOutAccuracy",
                                            "bitsPerByte",
                                            "bandLosses",
                                            "bandAccuracies",
                                            "sets")
                                    : Set.of(
                                            "step",
                                            "tokens",
                                            "loss",
                                            "learningRate",
                                            "gradientNorm",
                                            "tokensPerSecond",
                                            "modelFlopsUtilization",
                                            "dataWaitShare",
                                            "paddingShare",
                                            "residentMiB",
                                            "gradientNorms"));
            (evaluation ? evaluations : steps).add(object.get("step").getAsLong());
        }
        assertThat(steps).containsExactly(5L, 10L, 15L, 20L);
        assertThat(evaluations).containsExactly(10L, 20L);
    }

    @Test
    void theResultIsOneObjectThatTheFolderHoldsToo() throws IOException {
        JsonObject result = object(pretrained);
        assertThat(result.get("step").getAsLong()).isEqualTo(20);
        assertThat(result.get("uniformLoss").getAsDouble()).isEqualTo(uniformLoss(), within(1e-12));
        assertThat(result.get("model").getAsString())
                .isEqualTo(run.resolve("model").toString());
        assertThat(JsonParser.parseString(Files.readString(run.resolve("result.json"))))
                .isEqualTo(result);
        assertThat(pretrained.err()).contains("training").contains("step 20/20");
    }

    @Test
    void aSecondStartSaysThatItIsFinishedAndTrainsNothing() throws IOException {
        byte[] metrics = Files.readAllBytes(run.resolve("metrics.jsonl"));
        CommandLineRun again = start();
        assertThat(again.code()).isZero();
        assertThat(again.err()).isEmpty();
        assertThat(again.out()).contains("finished at an earlier start").doesNotContain("step 5/20");
        assertThat(again.out()).contains("held-out loss").contains("next ");
        assertThat(Files.readAllBytes(run.resolve("metrics.jsonl"))).isEqualTo(metrics);
    }

    @Test
    void inspectCountsTheModelAndItsRecipe() {
        Path model = run.resolve("model");
        JsonObject ofModel = object(CommandLineRun.of("inspect", model, "--json"));
        JsonObject result = object(pretrained);
        assertThat(ofModel.get("parameters")).isEqualTo(result.get("parameters"));
        assertThat(ofModel.keySet()).doesNotContain("stateMiB", "script");

        JsonObject ofRecipe = object(CommandLineRun.of("inspect", run.resolve("recipe.yaml"), "--json", "--script"));
        assertThat(ofRecipe.get("stateMiB").getAsLong()).isGreaterThanOrEqualTo(0);
        assertThat(ofRecipe.get("script").getAsString())
                .contains("def gradients")
                .contains("def update");
        assertThat(CommandLineRun.of("inspect", model, "--script").out()).contains("def logits");
        assertThat(CommandLineRun.of("inspect", model).out())
                .contains("parameters")
                .contains("FLOPs");
    }

    @Test
    void fillMaskFillsEachMask() {
        Path model = run.resolve("model");
        JsonObject filled = object(CommandLineRun.of("fill-mask", model, "[MASK] bababa [MASK]", "--top", 3, "--json"));
        assertThat(filled.getAsJsonArray("fillings")).hasSize(2);
        CommandLineRun lines = CommandLineRun.of("fill-mask", model, "bababa [MASK]");
        assertThat(lines.out()).startsWith("mask 1 ").hasLineCount(1);
        CommandLineRun none = CommandLineRun.of("fill-mask", model, "bababa");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).isEqualTo("cloze: text: expected at least one [MASK], got none\n");
    }

    @Test
    void evaluateMeasuresTheModelOnAText() {
        Path model = run.resolve("model");
        JsonObject score =
                object(CommandLineRun.of("evaluate", model, "--corpus", corpus, "--documents", "lines", "--json"));
        assertThat(score.get("loss").getAsDouble()).isBetween(0.5, 6.0);
        assertThat(score.get("masked").getAsLong()).isPositive();
        assertThat(score.get("uniformLoss")).isEqualTo(object(pretrained).get("uniformLoss"));
        CommandLineRun twice = CommandLineRun.of("evaluate", model, "--corpus", corpus, "--row-length", 16);
        assertThat(twice.code()).isZero();
        assertThat(twice.out())
                .startsWith("evaluate ")
                .contains("most frequent quarter")
                .hasLineCount(5);
        assertThat(score.get("bitsPerByte").getAsDouble()).isBetween(0.05, 4.0);
        JsonArray bands = score.getAsJsonArray("bands");
        assertThat(bands).hasSize(4);
        assertThat(IntStream.range(0, 4)
                        .mapToLong(i ->
                                bands.get(i).getAsJsonObject().get("masked").getAsLong())
                        .sum())
                .isEqualTo(score.get("masked").getAsLong());
        CommandLineRun tooLong = CommandLineRun.of("evaluate", model, "--corpus", corpus, "--row-length", 33);
        assertThat(tooLong.code()).isEqualTo(2);
        assertThat(tooLong.err()).isEqualTo("cloze: --row-length: expected 1 to the model's 32 positions, got 33\n");
    }

    @Test
    void evaluateMeasuresSeveralTextsEachTokenOfThemAndProbes() throws IOException {
        Path model = run.resolve("model");
        List<String> lines = Files.readAllLines(corpus).subList(0, 24);
        Path few = Files.write(folder.resolve("few.txt"), lines.subList(0, 4));
        List<String> table = new ArrayList<>(List.of("label\ttext"));
        for (int i = 0; i < lines.size(); i++) {
            table.add((i % 2 == 0 ? "even" : "odd") + "\t" + lines.get(i));
        }
        Path probe = Files.write(folder.resolve("probe.tsv"), table);
        JsonObject result = object(CommandLineRun.of(
                "evaluate", model, "--set", "few=" + few, "--set", "all=" + corpus, "--set", "all=" + few, "--json"));
        assertThat(result.keySet()).doesNotContain("loss");
        JsonObject all = result.getAsJsonArray("sets").get(1).getAsJsonObject();
        JsonObject first = result.getAsJsonArray("sets").get(0).getAsJsonObject();
        assertThat(first.get("name").getAsString()).isEqualTo("few");
        assertThat(all.getAsJsonObject("figures").get("masked").getAsLong())
                .isGreaterThan(first.getAsJsonObject("figures").get("masked").getAsLong());
        CommandLineRun said = CommandLineRun.of(
                "evaluate", model, "--corpus", few, "--documents", "lines", "--pseudo-perplexity", "--probe", probe);
        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.out().lines().map(line -> line.substring(0, line.indexOf(' '))))
                .containsExactly("evaluate", "band", "band", "band", "band", "pseudo", "probe");
        assertThat(said.out()).contains("always even: 50.00 %; 24 texts, 2 labels, 5 folds", " a word, ");
    }

    @Test
    void doctorTellsWhatItFound() {
        CommandLineRun doctor = CommandLineRun.of("doctor", "--json");
        JsonObject found = object(doctor);
        assertThat(doctor.code()).isEqualTo(found.getAsJsonArray("problems").isEmpty() ? 0 : 1);
        assertThat(CommandLineRun.of("doctor").out()).startsWith("cloze ").contains("engine");
    }

    /** All pieces but the five special tokens. */
    private static double uniformLoss() throws IOException {
        return Math.log(Files.readAllLines(run.resolve("tokenizer/vocab.txt")).size() - 5.0);
    }

    private static JsonObject object(CommandLineRun run) {
        assertThat(run.out()).as(run.err()).hasLineCount(1);
        return JsonParser.parseString(run.out()).getAsJsonObject();
    }
}
