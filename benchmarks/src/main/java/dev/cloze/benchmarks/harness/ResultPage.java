package dev.cloze.benchmarks.harness;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Results of several runs as one Markdown page: for each benchmark what it compares, where, when and with what it was run,
 * the command, and a table. A pure function of the results.
 */
public final class ResultPage {
    private static final double MILLI = 1e-3;
    private static final double GIGA = 1e9;

    private final Map<String, String> descriptions;
    private final Set<String> headed = new HashSet<>();
    private final StringBuilder page = new StringBuilder();

    private ResultPage(Map<String, String> descriptions) {
        this.descriptions = descriptions;
    }

    /**
     * Writes the page.
     *
     * @param results of any benchmarks, in the order in which they shall stand
     * @param descriptions what benchmarks compare, by their names
     */
    public static String of(List<Result> results, Map<String, String> descriptions) {
        ResultPage page = new ResultPage(descriptions);
        page.line("# Benchmarks");
        page.gap();
        page.line(
                "`./cloze bench page` writes this page from the lines in `benchmarks/results`, which are those of the commands");
        page.line(
                "below with `--out`. Times are medians of alternating calls; a ratio is a variant's time by the baseline's,");
        page.line(
                "with its 95 % interval. *Others*: the share of the machine that other processes used meanwhile; above 5 %");
        page.line("times say little, and ratios less than their intervals.");
        Map<String, List<Result>> byRun = results.stream()
                .collect(Collectors.groupingBy(
                        result -> result.benchmark() + " " + result.preset() + " "
                                + result.environment().commit(),
                        LinkedHashMap::new,
                        Collectors.toList()));
        byRun.values().forEach(page::run);
        return page.page.toString();
    }

    /** What one state of the program had for results of a benchmark; its description once for all of them. */
    private void run(List<Result> results) {
        String name = results.get(0).benchmark();
        if (headed.add(name)) {
            gap();
            line("## " + name);
            Optional.ofNullable(descriptions.get(name)).ifPresent(text -> {
                gap();
                text.lines().forEach(this::line);
            });
        }
        gap();
        line("`./cloze bench " + name + " --preset " + results.get(0).preset() + "`, " + where(results) + ".");
        gap();
        line("| cell | variant | ms | middle half | ratio (95 %) | per second | of peak | RSS, MiB | others |");
        line("|---|---|---|---|---|---|---|---|---|");
        results.forEach(this::row);
        Set<String> remarks = new LinkedHashSet<>();
        for (Result result : results) {
            if (result.remark() != null) {
                remarks.add(result.cell() + ", " + result.variant() + ": " + result.remark());
            }
        }
        if (!remarks.isEmpty()) {
            gap();
            remarks.forEach(remark -> line("- " + remark));
        }
    }

    /** Machine, versions, date and state of the program; where they changed during the run, each. */
    private static String where(List<Result> results) {
        List<Environment> environments =
                results.stream().map(Result::environment).distinct().toList();
        List<String> parts = new ArrayList<>();
        parts.add(distinct(environments, one -> one.cpu() + ", " + one.cores() + " cores"));
        parts.add(distinct(environments, one -> one.threads() + " threads"));
        parts.add(distinct(environments, Environment::os));
        parts.add(distinct(environments, Environment::jdk));
        parts.add(distinct(environments, Environment::engine));
        parts.add(distinct(
                environments,
                one -> one.date().substring(0, Math.min(10, one.date().length()))));
        parts.add(distinct(environments, one -> one.commit() == null ? "no commit" : "commit " + one.commit()));
        double best = results.stream()
                .mapToDouble(result -> result.machinePeak().best())
                .max()
                .orElseThrow();
        parts.add(String.format(Locale.ROOT, "matrix multiply %.0f GFLOP/s", best / GIGA));
        return String.join("; ", parts);
    }

    private static String distinct(List<Environment> environments, Function<Environment, String> part) {
        return environments.stream().map(part).distinct().collect(Collectors.joining(" and "));
    }

    private void row(Result result) {
        line(String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s to %s | %s | %,.1f %s | %s | %s | %s |",
                result.cell(),
                result.variant(),
                milliseconds(result.quartiles().median()),
                milliseconds(result.quartiles().lower()),
                milliseconds(result.quartiles().upper()),
                result.ratio() == null
                        ? "1"
                        : String.format(
                                Locale.ROOT,
                                "**%.3f** (%.3f to %.3f)",
                                result.ratio().value(),
                                result.ratio().low(),
                                result.ratio().high()),
                result.itemsPerSecond(),
                result.unit(),
                result.peakShare() == null ? "" : percent(result.peakShare()),
                result.peakRssMiB() == null ? "" : String.format(Locale.ROOT, "%,d", result.peakRssMiB()),
                result.othersShare() == null ? "" : percent(result.othersShare())));
    }

    /** With a decimal, or so many that a microsecond's hundredth is seen. */
    public static String milliseconds(double seconds) {
        return String.format(Locale.ROOT, seconds < MILLI ? "%.5f" : "%,.1f", seconds / MILLI);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private void line(String line) {
        page.append(line).append('\n');
    }

    private void gap() {
        line("");
    }
}
