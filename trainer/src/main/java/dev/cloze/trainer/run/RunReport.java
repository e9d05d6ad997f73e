package dev.cloze.trainer.run;

import dev.cloze.tokenizer.AtomicFile;
import dev.cloze.trainer.observe.Console;
import dev.cloze.trainer.observe.MetricsLog;
import dev.cloze.trainer.page.Block;
import dev.cloze.trainer.page.HeatMap;
import dev.cloze.trainer.page.LineChart;
import dev.cloze.trainer.page.LineChart.Axis;
import dev.cloze.trainer.page.LineChart.Level;
import dev.cloze.trainer.page.LineChart.Series;
import dev.cloze.trainer.page.Page;
import dev.cloze.trainer.page.Section;
import dev.cloze.trainer.page.Table;
import dev.cloze.trainer.run.RunHistory.Across;
import dev.cloze.trainer.run.RunResult.FilledSentence;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** {@code report.html}: a run on one self-contained page. */
public final class RunReport {
    /** Columns of filled masks that fit on a page. */
    private static final int FILLED_STEPS = 5;

    private final RunHistory run;

    private RunReport(RunHistory run) {
        this.run = run;
    }

    /**
     * Writes the report of the run in a folder, under way or finished, into that folder; where it is.
     *
     * @throws dev.cloze.tokenizer.UsageException if the folder holds no run
     */
    public static Path write(Path folder) throws IOException {
        Path file = folder.resolve("report.html");
        String html = new RunReport(RunHistory.read(folder)).page().html();
        AtomicFile.write(file, html.getBytes(StandardCharsets.UTF_8));
        return file;
    }

    private Page page() {
        List<Section> sections = new ArrayList<>();
        sections.add(new Section("Learning", learning()));
        run.last()
                .map(HeldOutTables::of)
                .filter(tables -> !tables.isEmpty())
                .ifPresent(tables -> sections.add(new Section("Held-out text", tables)));
        sections.add(new Section("Speed and memory", speed()));
        if (!run.fillings().isEmpty()) {
            sections.add(new Section("Filled masks", List.of(filled())));
        }
        sections.add(new Section("Recipe", List.of(recipe())));
        sections.add(new Section("Provenance", List.of(provenance())));
        return new Page("Run " + run.name(), state(), sections);
    }

    private String state() {
        String steps = run.steps().isPresent()
                ? String.format(Locale.ROOT, "%,d", run.steps().getAsLong())
                : run.recipe().training().duration().orElse("") + " of";
        List<MetricsLog.Step> lines = run.metrics().steps();
        String reached = lines.isEmpty()
                ? String.format(Locale.ROOT, "none of %s steps logged yet", steps)
                : String.format(
                        Locale.ROOT,
                        "%,d of %s steps, %,d tokens",
                        lines.get(lines.size() - 1).step(),
                        steps,
                        lines.get(lines.size() - 1).tokens());
        return run.last()
                .map(score -> String.format(
                        Locale.ROOT,
                        "%s; held-out loss %.4f nats, accuracy %.1f %%, at step %,d, after %s of training",
                        reached,
                        score.heldOutLoss(),
                        100 * score.heldOutAccuracy(),
                        score.step(),
                        Console.clock(run.end(Across.SECONDS))))
                .orElse(reached + "; not evaluated yet");
    }

    private List<Block> learning() {
        List<Level> baselines = run.result()
                .map(result -> List.of(
                        new Level("uniform", result.uniformLoss()),
                        new Level("unigram", result.unigramLoss()),
                        new Level("bigram", result.bigramLoss())))
                .orElse(List.of());
        return List.of(
                new LineChart("Loss", "nats per masked token", "steps", Axis.LINEAR, losses(), baselines),
                new LineChart(
                        "Held-out accuracy",
                        "share of masked tokens guessed first",
                        "steps",
                        Axis.LINEAR,
                        List.of(new Series(
                                "accuracy",
                                run.metrics().evaluations().stream()
                                        .map(line -> new LineChart.Point(line.step(), line.heldOutAccuracy()))
                                        .toList())),
                        List.of()),
                chart("Learning rate", "AdamW's", Axis.LINEAR, MetricsLog.Step::learningRate),
                chart("Gradient norm", "before clipping", Axis.LOGARITHMIC, MetricsLog.Step::gradientNorm),
                gradients());
    }

    /** Of training, of the run's own held-out text, and of each named set. */
    private List<Series> losses() {
        List<Series> losses = new ArrayList<>(
                List.of(run.curve("training", MetricsLog.Step::loss), run.heldOut("held out", Across.STEPS)));
        run.metrics().evaluations().stream()
                .flatMap(line -> line.sets().keySet().stream())
                .distinct()
                .forEach(name -> losses.add(new Series(
                        name,
                        run.metrics().evaluations().stream()
                                .filter(line -> line.sets().containsKey(name))
                                .map(line -> new LineChart.Point(
                                        line.step(), line.sets().get(name).loss()))
                                .toList())));
        return losses;
    }

    private List<Block> speed() {
        return List.of(
                chart("Useful tokens", "a second, padding apart", Axis.LINEAR, MetricsLog.Step::tokensPerSecond),
                chart(
                        "Share of peak",
                        "of the matrix multiply measured at the start, %",
                        Axis.LINEAR,
                        line -> 100 * line.modelFlopsUtilization()),
                chart("Wait for data", "% of the time", Axis.LINEAR, line -> 100 * line.dataWaitShare()),
                chart("Padding", "% of the places", Axis.LINEAR, line -> 100 * line.paddingShare()),
                chart(
                        "Memory",
                        "resident MiB",
                        Axis.LINEAR,
                        line -> line.residentMiB() == null ? Double.NaN : line.residentMiB()));
    }

    private LineChart chart(String title, String unit, Axis axis, ToDoubleFunction<MetricsLog.Step> number) {
        return new LineChart(title, unit, "steps", axis, List.of(run.curve(title, number)), List.of());
    }

    private Block gradients() {
        List<MetricsLog.Step> lines = run.metrics().steps().stream()
                .filter(line -> !line.gradientNorms().isEmpty())
                .toList();
        List<String> parts = lines.isEmpty()
                ? List.of()
                : List.copyOf(lines.get(0).gradientNorms().keySet());
        return new HeatMap(
                "Gradient norms by part",
                "before clipping",
                "step",
                parts.stream()
                        .map(part -> new HeatMap.Row(
                                part,
                                lines.stream()
                                        .map(line -> line.gradientNorms().getOrDefault(part, Double.NaN))
                                        .toList()))
                        .toList(),
                lines.stream().map(MetricsLog.Step::step).toList());
    }

    /** The best guess at several evaluations, first and last among them, and the last one's others. */
    private Block filled() {
        List<FillingsLog.Line> lines = run.fillings();
        int columns = Math.min(FILLED_STEPS, lines.size());
        List<FillingsLog.Line> shown = IntStream.range(0, columns)
                .mapToObj(i -> lines.get(columns == 1 ? 0 : i * (lines.size() - 1) / (columns - 1)))
                .toList();
        List<String> heads = new ArrayList<>(List.of("held-out text", "was"));
        shown.forEach(line -> heads.add(String.format(Locale.ROOT, "step %,d", line.step())));
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < shown.get(0).fillings().size(); i++) {
            FilledSentence sentence = shown.get(0).fillings().get(i);
            List<String> row = new ArrayList<>(List.of(sentence.text(), sentence.word()));
            for (int c = 0; c < columns; c++) {
                row.add(guesses(shown.get(c).fillings().get(i), c == columns - 1 ? Integer.MAX_VALUE : 1));
            }
            rows.add(row);
        }
        return new Table(heads, rows);
    }

    private static String guesses(FilledSentence sentence, int most) {
        return sentence.guesses().stream()
                .limit(most)
                .map(guess -> String.format(Locale.ROOT, "%s %.0f %%", guess.token(), 100 * guess.probability()))
                .collect(Collectors.joining(", "));
    }

    private Block recipe() {
        return new Table(
                List.of("key", "value"),
                run.recipe().values().entrySet().stream()
                        .map(entry -> List.of(entry.getKey(), String.valueOf(entry.getValue())))
                        .toList());
    }

    private Block provenance() {
        List<List<String>> rows = new ArrayList<>();
        run.stages().forEach((stage, hash) -> rows.add(List.of("SHA-256, inputs of " + stage, hash)));
        run.result().ifPresent(result -> {
            rows.add(List.of("parameters", String.format(Locale.ROOT, "%,d", result.parameters())));
            rows.add(List.of("training time", Console.clock(result.seconds())));
            rows.add(List.of("model", result.model()));
        });
        for (StartsLog.Start start : run.starts()) {
            rows.add(List.of(
                    String.format(Locale.ROOT, "started after step %,d", start.step()),
                    String.join(
                            ", ",
                            start.date(),
                            start.commit() == null ? "no commit known" : "commit " + start.commit(),
                            start.engine() + " on " + start.device() + " with " + start.threads() + " threads",
                            String.format(Locale.ROOT, "matrix multiply %.0f GFLOP/s", start.peakGflops()),
                            start.processors() + " processors " + start.processor(),
                            start.memory() == null ? "memory unknown" : start.memory(),
                            start.system(),
                            "Java " + start.java())));
        }
        rows.add(List.of(
                "report written with",
                "Java " + Runtime.version() + ", "
                        + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
                        + Runtime.getRuntime().availableProcessors() + " processors"));
        return new Table(List.of("what", "value"), rows);
    }
}
