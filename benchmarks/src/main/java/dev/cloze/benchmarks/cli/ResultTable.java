package dev.cloze.benchmarks.cli;

import dev.cloze.benchmarks.harness.Benchmark;
import dev.cloze.benchmarks.harness.Comparison;
import dev.cloze.benchmarks.harness.Comparison.Compared;
import dev.cloze.benchmarks.harness.Comparison.NotComparable;
import dev.cloze.benchmarks.harness.Comparison.Verdict;
import dev.cloze.benchmarks.harness.Environment;
import dev.cloze.benchmarks.harness.MachinePeak;
import dev.cloze.benchmarks.harness.Ratio;
import dev.cloze.benchmarks.harness.Result;
import dev.cloze.benchmarks.harness.ResultPage;
import dev.cloze.trainer.observe.Console;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Results for a person. */
final class ResultTable {
    private static final double GIGA = 1e9;

    private final PrintStream out;
    private final Console console;
    private String openCell = "";

    ResultTable(PrintStream out) {
        this.out = out;
        console = new Console(out::println);
    }

    void list(List<Benchmark> benchmarks) {
        benchmarks.forEach(this::describe);
    }

    /** The benchmark's name and what it compares. */
    void describe(Benchmark benchmark) {
        describe(benchmark.name(), benchmark.description());
    }

    void describe(String name, String description) {
        describe(console, name, description);
    }

    /** A name, and beside it the lines of what it stands for. */
    static void describe(Console console, String name, String description) {
        List<String> lines = description.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            console.line(i == 0 ? name : "", "%s", lines.get(i));
        }
    }

    /** A row, below its cell's heading if it is the cell's first. */
    void row(Result result) {
        if (!result.cell().equals(openCell)) {
            openCell = result.cell();
            heading(result);
        }
        out.printf(
                Locale.ROOT,
                "  %-15s %10s %19s %22s %12s %8s %8s %10s%n",
                result.variant(),
                ResultPage.milliseconds(result.quartiles().median()),
                ResultPage.milliseconds(result.quartiles().lower()) + " .. "
                        + ResultPage.milliseconds(result.quartiles().upper()),
                result.ratio() == null ? "baseline" : described(result.ratio()),
                String.format(Locale.ROOT, "%,.0f", result.itemsPerSecond()),
                result.peakShare() == null ? "" : percent(result.peakShare()),
                percent(result.waitingShare()),
                result.peakRssMiB() == null ? "not known" : String.format(Locale.ROOT, "%,d", result.peakRssMiB()));
        if (result.remark() != null) {
            out.printf(Locale.ROOT, "  %-15s %s%n", "", result.remark());
        }
    }

    private void heading(Result result) {
        console.gap();
        environment(console, result.environment());
        quiet(console, result);
        console.line(
                "cell",
                "%s: %,d %s a call%s; %d rounds; memory after %d calls",
                result.cell(),
                result.items(),
                result.unit(),
                result.flops() == null ? "" : String.format(Locale.ROOT, ", %.1f GFLOP", result.flops() / GIGA),
                result.seconds().size(),
                result.memoryCalls());
        out.printf(
                Locale.ROOT,
                "  %-15s %10s %19s %22s %12s %8s %8s %10s%n",
                "variant",
                "median ms",
                "middle half",
                "ratio (95 %)",
                result.unit() + "/s",
                "of peak",
                "waiting",
                "RSS MiB");
    }

    /** Where results come from. */
    static void environment(Console console, Environment environment) {
        console.line(
                "machine",
                "%s, %d cores, %d threads, load %s; %s; %s, heap %,d MiB",
                environment.cpu(),
                environment.cores(),
                environment.threads(),
                environment.loadAverage() == null ? "not known" : environment.loadAverage(),
                environment.engine(),
                environment.jdk(),
                environment.maxHeapMiB());
        console.line("allocator", "%s", allocator(environment.allocator()));
    }

    /** What the machine could do around the rounds, and what others did with it. */
    static void quiet(Console console, Result result) {
        MachinePeak peak = result.machinePeak();
        console.line(
                "peak",
                "matrix multiply %.0f GFLOP/s before, %.0f after%s",
                peak.before() / GIGA,
                peak.after() / GIGA,
                peak.isSteady() ? "" : ": more than 5 % apart, so the machine was not quiet; measure again");
        console.line(
                "others",
                "%s",
                result.othersShare() == null
                        ? "what other processes used is not known"
                        : "other processes used " + percent(result.othersShare()) + " of the machine during the rounds"
                                + (result.isQuiet() ? "" : ": these times say little; measure again when it is quiet"));
    }

    void show(Comparison comparison) {
        for (Verdict verdict : comparison.verdicts()) {
            if (verdict instanceof Compared compared) {
                console.line(
                        compared.ratio().isDifference() ? "differs" : "same",
                        "%s: B takes %s of A's time%s",
                        compared.key(),
                        described(compared.ratio()),
                        compared.ratio().isDifference() ? "" : ", which shows no difference");
            } else if (verdict instanceof NotComparable not) {
                console.line("no verdict", "%s: %s", not.key(), not.reason());
            }
        }
        comparison.onlyInFirst().forEach(key -> console.line("only in A", "%s", key));
        comparison.onlyInSecond().forEach(key -> console.line("only in B", "%s", key));
    }

    private static String allocator(Map<String, String> variables) {
        return variables.isEmpty()
                ? "the C library's defaults"
                : variables.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining(" "));
    }

    static String described(Ratio ratio) {
        return String.format(Locale.ROOT, "%.3f (%.3f .. %.3f)", ratio.value(), ratio.low(), ratio.high());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
