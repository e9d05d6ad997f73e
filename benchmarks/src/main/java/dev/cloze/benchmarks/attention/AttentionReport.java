package dev.cloze.benchmarks.attention;

import dev.cloze.benchmarks.attention.AttentionResult.Details;
import dev.cloze.benchmarks.harness.Environment;
import dev.cloze.benchmarks.harness.Result;
import dev.cloze.trainer.page.Block;
import dev.cloze.trainer.page.LineChart;
import dev.cloze.trainer.page.LineChart.Point;
import dev.cloze.trainer.page.LineChart.Series;
import dev.cloze.trainer.page.Page;
import dev.cloze.trainer.page.Section;
import dev.cloze.trainer.page.Table;
import dev.cloze.trainer.page.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Results as tables for people and programs, and as one page. */
final class AttentionReport {
    private static final double MILLI = 1e-3;
    private static final double GIGA = 1e9;
    private static final double MICRO = 1e-6;

    private final List<AttentionResult> results;

    /** A report of one result or more, all of one run. */
    AttentionReport(List<AttentionResult> results) {
        this.results = List.copyOf(results);
    }

    /** Every number of every result: a line each. */
    String csv() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "task",
                "kernel",
                "direction",
                "layout",
                "length",
                "head_width",
                "heads",
                "rows",
                "reach",
                "documents",
                "tokens",
                "useful_tokens",
                "pairs",
                "flops",
                "rounds",
                "median_s",
                "lower_s",
                "upper_s",
                "ratio",
                "ratio_low",
                "ratio_high",
                "flops_per_s",
                "peak_share",
                "least_bytes",
                "memory_share",
                "useful_tokens_per_s",
                "conversion_s",
                "peak_rss_mib",
                "own_mib",
                "error_out",
                "error_dq",
                "error_dk",
                "error_dv",
                "passes",
                "verdict",
                "others_share"));
        for (AttentionResult line : results) {
            Result result = line.result();
            Details details = line.attention();
            rows.add(List.of(
                    line.task(),
                    result.variant(),
                    details.direction(),
                    details.layout(),
                    text(details.length()),
                    text(details.headWidth()),
                    text(details.heads()),
                    text(details.rows()),
                    text(details.reach()),
                    text(details.documents()),
                    text(details.tokens()),
                    text(result.items()),
                    text(details.pairs()),
                    text(result.flops()),
                    text(result.seconds().size()),
                    text(result.quartiles().median()),
                    text(result.quartiles().lower()),
                    text(result.quartiles().upper()),
                    result.ratio() == null ? "" : text(result.ratio().value()),
                    result.ratio() == null ? "" : text(result.ratio().low()),
                    result.ratio() == null ? "" : text(result.ratio().high()),
                    text(details.flopsPerSecond()),
                    text(result.peakShare()),
                    text(details.leastBytes()),
                    text(details.memoryShare()),
                    text(result.itemsPerSecond()),
                    text(details.conversionSeconds()),
                    text(result.peakRssMiB()),
                    text(details.ownMiB()),
                    text(details.errors().out()),
                    text(details.errors().dQ()),
                    text(details.errors().dK()),
                    text(details.errors().dV()),
                    text(details.passes()),
                    details.verdict(),
                    text(result.othersShare())));
        }
        return rows.stream()
                .map(row -> row.stream().map(AttentionReport::quoted).collect(Collectors.joining(",")) + "\n")
                .collect(Collectors.joining());
    }

    private static String text(Object value) {
        return value == null ? "" : value.toString();
    }

    /** A cell as RFC 4180 has it. */
    private static String quoted(String cell) {
        return cell.matches("[^\",\r\n]*") ? cell : "\"" + cell.replace("\"", "\"\"") + "\"";
    }

    /** What a README may show. */
    String markdown() {
        StringBuilder text = new StringBuilder("# Attention kernels: " + subtitle() + "\n\n");
        text.append(description()).append("\n\n");
        tables().forEach((title, table) -> markdown(text, title, table));
        return text.toString();
    }

    /** By title, those that have rows. */
    private Map<String, Table> tables() {
        Map<String, Table> tables = new LinkedHashMap<>();
        tables.put("Which is fastest", crossovers());
        tables.put("Padded rows beside packed ones", paddedBesidePacked());
        tables.put("Times, memory", times());
        tables.put("Errors against float64, as shares of the greatest number", errors());
        tables.put("Left out", absent());
        tables.values().removeIf(table -> table.rows().isEmpty());
        return tables;
    }

    private static void markdown(StringBuilder text, String title, Table table) {
        text.append("## ").append(title).append("\n\n").append(line(table.heads()));
        text.append(line(table.heads().stream().map(head -> "---").toList()));
        table.rows().forEach(row -> text.append(line(row)));
        text.append('\n');
    }

    private static String line(List<String> cells) {
        return cells.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    /** Charts and tables, self-contained. */
    Page page() {
        List<Section> sections = new ArrayList<>();
        for (Map.Entry<String, List<AttentionResult>> series : chartable().entrySet()) {
            sections.add(new Section(series.getKey(), charts(series.getValue())));
        }
        tables().forEach((title, table) -> sections.add(new Section(title, List.of(table))));
        sections.add(new Section("How it was measured", List.of(new Text(description()))));
        return new Page("Attention kernels", subtitle(), sections);
    }

    private String subtitle() {
        Result first = results.get(0).result();
        Environment environment = first.environment();
        double least = results.stream()
                .mapToDouble(line -> line.result().machinePeak().best())
                .min()
                .orElseThrow();
        double greatest = results.stream()
                .mapToDouble(line -> line.result().machinePeak().best())
                .max()
                .orElseThrow();
        return String.format(
                Locale.ROOT,
                "preset %s, %s, %d cores, %d threads, %s, %s, matrix multiply %.0f to %.0f GFLOP/s, %s%s",
                first.preset(),
                environment.cpu(),
                environment.cores(),
                environment.threads(),
                environment.engine(),
                environment.jdk(),
                least / GIGA,
                greatest / GIGA,
                environment.date(),
                environment.commit() == null ? "" : ", commit " + environment.commit());
    }

    private String description() {
        double others = results.stream()
                .mapToDouble(line ->
                        line.result().othersShare() == null ? 0 : line.result().othersShare())
                .max()
                .orElseThrow();
        return Attentions.description().replace('\n', ' ')
                + String.format(
                        Locale.ROOT,
                        " A script's call that does nothing takes %.1f microseconds; a round of the engine's kernels has two."
                                + " Other processes used at most %.1f %% of the machine during a cell's rounds.",
                        results.get(0).attention().emptyCallSeconds() / MICRO,
                        100 * others);
    }

    /** Series of two lengths or more, by name. */
    private Map<String, List<AttentionResult>> chartable() {
        Map<String, List<AttentionResult>> series = new LinkedHashMap<>();
        results.stream()
                .filter(AttentionResult::isBoth)
                .forEach(result -> series.computeIfAbsent(result.series(), key -> new ArrayList<>())
                        .add(result));
        series.values()
                .removeIf(some -> some.stream()
                                .map(result -> result.attention().length())
                                .distinct()
                                .count()
                        < 2);
        return series;
    }

    private static List<Block> charts(List<AttentionResult> some) {
        double error = 0;
        for (AttentionResult result : some) {
            error = Math.max(error, result.attention().errors().greatest());
        }
        List<Block> charts = new ArrayList<>();
        charts.add(chart(
                "speed, forward and backward",
                "GFLOP/s",
                LineChart.Axis.LINEAR,
                some,
                result -> result.attention().flopsPerSecond() / GIGA));
        charts.add(chart(
                "useful tokens",
                "a second, one layer",
                LineChart.Axis.LOGARITHMIC,
                some,
                result -> result.result().itemsPerSecond()));
        charts.add(chart(
                "greatest error against float64",
                "millionths of the greatest number",
                error > 1e-4 ? LineChart.Axis.LOGARITHMIC : LineChart.Axis.LINEAR,
                some,
                result -> result.attention().errors().greatest() / MICRO));
        return charts;
    }

    private static LineChart chart(
            String title,
            String unit,
            LineChart.Axis axis,
            List<AttentionResult> some,
            ToDoubleFunction<AttentionResult> value) {
        Map<String, Map<Integer, Double>> curves = new LinkedHashMap<>();
        some.forEach(result -> curves.computeIfAbsent(result.result().variant(), key -> new TreeMap<>())
                .put(result.attention().length(), value.applyAsDouble(result)));
        return new LineChart(
                title,
                unit,
                "length, as a power of 2",
                axis,
                curves.entrySet().stream()
                        .map(curve -> new Series(
                                curve.getKey(),
                                curve.getValue().entrySet().stream()
                                        .map(point ->
                                                new Point(Math.log(point.getKey()) / Math.log(2), point.getValue()))
                                        .toList()))
                        .toList(),
                List.of());
    }

    private Table crossovers() {
        List<List<String>> rows = new ArrayList<>();
        Crossovers.of(results)
                .series()
                .forEach((name, winners) -> winners.forEach(winner -> rows.add(List.of(
                        name,
                        text(winner.length()),
                        String.join(" or ", winner.kernels()),
                        winner.next().isEmpty()
                                ? "none is clearly slower"
                                : String.format(
                                        Locale.ROOT,
                                        "%s takes %.2f times as long",
                                        winner.next(),
                                        winner.timesNext())))));
        return new Table(List.of("series", "length", "fastest, forward and backward", "next"), rows);
    }

    private Table paddedBesidePacked() {
        Map<String, AttentionResult> padded = new LinkedHashMap<>();
        results.stream()
                .filter(result -> result.isBoth() && result.attention().layout().startsWith("padded-"))
                .forEach(result -> padded.put(
                        result.task().replaceFirst("padded", "packed") + " "
                                + result.result().variant(),
                        result));
        List<List<String>> rows = new ArrayList<>();
        for (AttentionResult packed : results) {
            AttentionResult beside =
                    padded.get(packed.task() + " " + packed.result().variant());
            if (packed.isBoth() && beside != null) {
                rows.add(List.of(
                        packed.task(),
                        packed.result().variant(),
                        String.format(
                                Locale.ROOT,
                                "%.0f %%",
                                100.0
                                        * beside.result().items()
                                        / beside.attention().tokens()),
                        format("%,.0f", beside.result().itemsPerSecond()),
                        format("%,.0f", packed.result().itemsPerSecond()),
                        format(
                                "%.2f",
                                packed.result().itemsPerSecond()
                                        / beside.result().itemsPerSecond())));
            }
        }
        return new Table(
                List.of(
                        "cell",
                        "kernel",
                        "useful when padded",
                        "padded, useful tokens/s",
                        "packed, useful tokens/s",
                        "packed by padded"),
                rows);
    }

    private Table times() {
        List<List<String>> rows = new ArrayList<>();
        for (AttentionResult both : results) {
            if (!both.isBoth()) {
                continue;
            }
            AttentionResult forward = sibling(both, Direction.FORWARD);
            AttentionResult backward = sibling(both, Direction.BACKWARD);
            Result result = both.result();
            rows.add(List.of(
                    both.task(),
                    result.variant(),
                    milliseconds(forward.result().quartiles().median()),
                    milliseconds(backward.result().quartiles().median()),
                    milliseconds(result.quartiles().median()),
                    milliseconds(result.quartiles().lower()) + " .. "
                            + milliseconds(result.quartiles().upper()),
                    Optional.ofNullable(result.ratio())
                            .map(ratio -> String.format(
                                    Locale.ROOT, "%.2f (%.2f .. %.2f)", ratio.value(), ratio.low(), ratio.high()))
                            .orElse("1"),
                    gigaflops(forward),
                    gigaflops(backward),
                    gigaflops(both),
                    format("%.1f %%", 100 * result.peakShare()),
                    format("%.1f %%", 100 * both.attention().memoryShare()),
                    format("%,.0f", result.itemsPerSecond()),
                    text(both.attention().ownMiB())));
        }
        return new Table(
                List.of(
                        "cell",
                        "kernel",
                        "forward ms",
                        "backward ms",
                        "both ms",
                        "middle half",
                        "ratio (95 %)",
                        "GFLOP/s forward",
                        "backward",
                        "both",
                        "of peak",
                        "of bandwidth",
                        "useful tokens/s",
                        "own MiB"),
                rows);
    }

    private Table errors() {
        List<List<String>> rows = new ArrayList<>();
        for (AttentionResult both : results) {
            if (both.isBoth()) {
                Details details = both.attention();
                rows.add(List.of(
                        both.task(),
                        both.result().variant(),
                        format("%.1e", details.errors().out()),
                        format("%.1e", details.errors().dQ()),
                        format("%.1e", details.errors().dK()),
                        format("%.1e", details.errors().dV()),
                        details.timesEager() == null ? "" : format("%.2f", details.timesEager()),
                        details.verdict()));
            }
        }
        return new Table(List.of("cell", "kernel", "out", "dQ", "dK", "dV", "times eager's at most", "verdict"), rows);
    }

    private AttentionResult sibling(AttentionResult both, Direction direction) {
        return results.stream()
                .filter(result -> result.task().equals(both.task())
                        && result.result().variant().equals(both.result().variant())
                        && result.attention().direction().equals(direction.label()))
                .findFirst()
                .orElseThrow();
    }

    private static String milliseconds(double seconds) {
        return format("%.2f", seconds / MILLI);
    }

    private static String gigaflops(AttentionResult result) {
        return format("%.1f", result.attention().flopsPerSecond() / GIGA);
    }

    private static String format(String format, double number) {
        return String.format(Locale.ROOT, format, number);
    }

    /** Kernels by the reason why they were left out, and from how many cells. */
    private Table absent() {
        Map<String, Set<String>> tasks = new LinkedHashMap<>();
        for (AttentionResult result : results) {
            result.attention()
                    .absent()
                    .forEach((name, reason) -> tasks.computeIfAbsent(name + "\n" + reason, key -> new LinkedHashSet<>())
                            .add(result.task()));
        }
        List<List<String>> rows = new ArrayList<>();
        tasks.forEach((key, names) -> {
            String[] parts = key.split("\n", 2);
            rows.add(List.of(
                    parts[0],
                    parts[1],
                    names.size() + " cells, as " + names.iterator().next()));
        });
        return new Table(List.of("kernel", "reason", "where"), rows);
    }

    /** The rows of {@link #crossovers} for a console. */
    List<String> winners() {
        return crossovers().rows().stream()
                .map(row -> row.get(0) + ", length " + row.get(1) + ": " + row.get(2) + "; " + row.get(3))
                .toList();
    }
}
