package dev.cloze.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.cloze.trainer.TinyRecipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs' folders written by hand, so that every figure is known. */
class ReportTest {
    @TempDir
    private Path folder;

    /** 100 tokens a step at {@code speed} tokens a second. */
    private Path run(String name, double speed, String seed, double... heldOut) throws IOException {
        Path run = Files.createDirectories(folder.resolve(name));
        Files.writeString(
                run.resolve("recipe.yaml"), TinyRecipe.on(folder, "seed", seed).toYaml());
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < heldOut.length; i++) {
            int step = 10 * (i + 1);
            lines.append("{\"step\":" + step + ",\"tokens\":" + 100 * step + ",\"loss\":5.0,\"learningRate\":0.01,"
                    + "\"gradientNorm\":1.0,\"tokensPerSecond\":" + speed + ",\"modelFlopsUtilization\":0.5}\n");
            lines.append("{\"step\":" + step + ",\"heldOutLoss\":" + heldOut[i] + ",\"heldOutAccuracy\":0.1}\n");
        }
        Files.writeString(run.resolve("metrics.jsonl"), lines);
        return run;
    }

    @Test
    void aRunWithoutAnyEvaluationHasAReport() throws IOException {
        Path run = run("young", 1000, "1");
        assertThat(CommandLineRun.of("report", run).code()).isZero();
        assertThat(Files.readString(run.resolve("report.html")))
                .contains("not evaluated yet", "nothing yet", "training.steps");
    }

    @Test
    void aTokenOfMarkupStaysText() throws IOException {
        Path run = run("run", 1000, "1", 5, 4);
        Files.writeString(
                run.resolve("result.json"),
                "{\"model\":\"m\",\"step\":20,\"tokens\":2000,\"loss\":5,\"learningRate\":0.01,\"gradientNorm\":1,"
                        + "\"tokensPerSecond\":1000,\"modelFlopsUtilization\":0.5,\"heldOutLoss\":4,"
                        + "\"heldOutAccuracy\":0.1,\"uniformLoss\":6,\"unigramLoss\":5.5,\"bigramLoss\":3.5,"
                        + "\"parameters\":1000,\"seconds\":2,\"fillings\":[{\"text\":\"a [MASK] b\",\"word\":\"word\","
                        + "\"guesses\":[{\"token\":\"<script>\",\"probability\":0.5}]}]}");
        String filling = "\"fillings\":[{\"text\":\"a [MASK] b\",\"word\":\"word\",\"guesses\":"
                + "[{\"token\":\"<script>\",\"probability\":%s},{\"token\":\"x\",\"probability\":0.1}]}]}\n";
        Files.writeString(
                run.resolve("fillings.jsonl"),
                "{\"step\":10," + String.format(filling, "0.25") + "cut off {\n" + "{\"step\":20,"
                        + String.format(filling, "0.5"));
        CommandLineRun report = CommandLineRun.of("report", run);
        assertThat(report.code()).as(report.err()).isZero();
        assertThat(Files.readString(run.resolve("report.html")))
                .contains("<th>step 10</th><th>step 20</th>")
                .contains("<td>&lt;script&gt; 25 %</td><td>&lt;script&gt; 50 %, x 10 %</td>", "bigram 3.5")
                .doesNotContain("<script");
    }

    @Test
    void runsAreComparedAtEqualStepsTokensAndTime() throws IOException {
        Path slow = run("slow", 500, "1", 5, 4);
        Path fast = run("fast", 1000, "2", 6, 5, 4, 3);
        Path page = folder.resolve("page.html");
        CommandLineRun compared = CommandLineRun.of("compare", slow, fast, "--out", page, "--json");
        assertThat(compared.code()).as(compared.err()).isZero();
        JsonObject result = JsonParser.parseString(compared.out()).getAsJsonObject();
        JsonObject first = result.getAsJsonArray("runs").get(0).getAsJsonObject();
        JsonObject second = result.getAsJsonArray("runs").get(1).getAsJsonObject();
        assertThat(List.of(
                        number(second, "atEqualSteps"),
                        number(second, "atEqualTokens"),
                        number(second, "atEqualSeconds"),
                        number(second, "targetLoss"),
                        number(second, "secondsToTarget"),
                        number(first, "atEqualSteps"),
                        number(first, "secondsToTarget")))
                .containsExactly(5.0, 5.0, 3.0, 4.0, 3.0, 4.0, 4.0);
        assertThat(result.getAsJsonArray("recipes").toString()).contains("seed: 1 -> 2");
        assertThat(Files.readString(page)).contains("slow", "fast", "seed: 1 -&gt; 2");
    }

    @Test
    void whatIsNoRunIsRefused() throws IOException {
        Path run = run("run", 1000, "1", 5);
        assertThat(CommandLineRun.of("report", folder).code()).isEqualTo(2);
        assertThat(CommandLineRun.of("compare", run).err()).contains("compare: expected two runs or more, got 1");
        assertThat(CommandLineRun.of("compare", run, folder).err()).contains("with recipe.yaml");
    }

    private static double number(JsonObject row, String name) {
        return row.get(name).getAsDouble();
    }
}
