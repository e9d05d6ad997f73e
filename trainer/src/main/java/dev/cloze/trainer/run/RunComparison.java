package dev.cloze.trainer.run;

import dev.cloze.trainer.observe.Console;
import dev.cloze.trainer.observe.MetricsLog;
import dev.cloze.trainer.page.Block;
import dev.cloze.trainer.page.LineChart;
import dev.cloze.trainer.page.LineChart.Axis;
import dev.cloze.trainer.page.Page;
import dev.cloze.trainer.page.Section;
import dev.cloze.trainer.page.Table;
import dev.cloze.trainer.run.RunHistory.Across;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs side by side: held-out loss at equal steps, tokens and time, and when each reaches a loss that all reach. Equal
 * is where the shortest of them ends. Losses of different held-out texts or tokenizers do not compare; {@link #recipes}
 * shows whether they differ.
 */
public final class RunComparison {
    private final List<RunHistory> runs;

    private RunComparison(List<RunHistory> runs) {
        this.runs = runs;
    }

    /**
     * A run beside others.
     *
     * @param run its name
     * @param steps of its last evaluation
     * @param heldOutLoss of that evaluation; absent before the first, as all below
     * @param atEqualSteps the loss after as many steps as the shortest run has
     * @param atEqualTokens after as many tokens
     * @param atEqualSeconds after as long a training
     * @param targetLoss the highest of the runs' last losses
     * @param secondsToTarget how long it trained until its loss was that
     */
    public record Row(
            String run,
            long steps,
            Double heldOutLoss,
            Double atEqualSteps,
            Double atEqualTokens,
            Double atEqualSeconds,
            Double targetLoss,
            Double secondsToTarget) {}

    /** A run whose recipe differs from the first one's: lines {@code key: first's value -> its value}. */
    public record Differences(String run, List<String> lines) {}

    /**
     * Reads the runs in folders.
     *
     * @throws dev.cloze.tokenizer.UsageException if a folder holds no run
     */
    public static RunComparison of(List<Path> folders) throws IOException {
        List<RunHistory> runs = new ArrayList<>();
        for (Path folder : folders) {
            runs.add(RunHistory.read(folder));
        }
        return new RunComparison(runs);
    }

    /** Each run's figures, in the order of the folders. */
    public List<Row> rows() {
        OptionalDouble target = runs.stream()
                .flatMap(run -> run.last().stream())
                .mapToDouble(MetricsLog.Evaluation::heldOutLoss)
                .max();
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            RunHistory run = runs.get(i);
            rows.add(new Row(
                    name(i),
                    run.last().map(MetricsLog.Evaluation::step).orElse(0L),
                    run.last().map(MetricsLog.Evaluation::heldOutLoss).orElse(null),
                    atEqual(run, Across.STEPS),
                    atEqual(run, Across.TOKENS),
                    atEqual(run, Across.SECONDS),
                    orNull(target),
                    target.isPresent() ? orNull(run.firstAt(Across.SECONDS, target.getAsDouble())) : null));
        }
        return rows;
    }

    private Double atEqual(RunHistory run, Across across) {
        double end = runs.stream()
                .filter(one -> one.last().isPresent())
                .mapToDouble(one -> one.end(across))
                .min()
                .orElse(0);
        return orNull(run.heldOutAt(across, end));
    }

    private static Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    /** The values of the recipes that differ from the first run's, of each other run. */
    public List<Differences> recipes() {
        List<Differences> differences = new ArrayList<>();
        for (int i = 1; i < runs.size(); i++) {
            differences.add(new Differences(
                    name(i), runs.get(0).recipe().differences(runs.get(i).recipe())));
        }
        return differences;
    }

    /** A folder's name; where two have the same one, its path. */
    private String name(int index) {
        String name = runs.get(index).name();
        boolean alone = runs.stream().filter(run -> run.name().equals(name)).count() == 1;
        return alone ? name : runs.get(index).folder().toString();
    }

    /** The comparison as a self-contained page. */
    public String html() {
        List<Block> charts = Stream.concat(Arrays.stream(Across.values()).map(this::heldOut), Stream.of(trainingLoss()))
                .toList();
        List<Section> sections = List.of(
                new Section("Held-out loss", charts),
                new Section("Figures", List.of(new Table(heads(), cells()))),
                new Section("Recipes", List.of(differing())));
        String names = rows().stream().map(Row::run).collect(Collectors.joining(", "));
        return new Page("Runs compared", names, sections).html();
    }

    private Block heldOut(Across across) {
        List<LineChart.Series> curves = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            curves.add(runs.get(i).heldOut(name(i), across));
        }
        return new LineChart(
                "Held-out loss", "nats per masked token", across.toString(), Axis.LINEAR, curves, List.of());
    }

    private Block trainingLoss() {
        List<LineChart.Series> curves = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            curves.add(runs.get(i).curve(name(i), MetricsLog.Step::loss));
        }
        return new LineChart("Training loss", "nats per masked token", "steps", Axis.LINEAR, curves, List.of());
    }

    private Block differing() {
        List<List<String>> rows = recipes().stream()
                .flatMap(each -> each.lines().stream().map(line -> List.of(each.run(), line)))
                .toList();
        return new Table(List.of("run", "differs from " + name(0)), rows);
    }

    /** The columns of {@link #cells}. */
    public List<String> heads() {
        Double target = rows().get(0).targetLoss();
        return List.of(
                "run",
                "steps",
                "held-out loss",
                "at equal steps",
                "at equal tokens",
                "at equal time",
                target == null ? "time to the loss of all" : String.format(Locale.ROOT, "time to %.4f", target));
    }

    /** The rows as texts; a dash where there is nothing to say. */
    public List<List<String>> cells() {
        return rows().stream()
                .map(row -> List.of(
                        row.run(),
                        String.format(Locale.ROOT, "%,d", row.steps()),
                        loss(row.heldOutLoss()),
                        loss(row.atEqualSteps()),
                        loss(row.atEqualTokens()),
                        loss(row.atEqualSeconds()),
                        row.secondsToTarget() == null ? "-" : Console.clock(row.secondsToTarget())))
                .toList();
    }

    private static String loss(Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, "%.4f", value);
    }
}
