package dev.cloze.benchmarks.cli;

import dev.cloze.benchmarks.attention.AttentionResult;
import dev.cloze.benchmarks.attention.AttentionResult.Details;
import dev.cloze.benchmarks.attention.Attentions;
import dev.cloze.benchmarks.attention.Direction;
import dev.cloze.benchmarks.harness.Result;
import dev.cloze.trainer.observe.Console;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Results of attention for a person: a cell's heading, then a line for each kernel and direction. */
final class AttentionTable {
    private static final double MICRO = 1e-6;
    private static final double MILLI = 1e-3;
    private static final double GIGA = 1e9;
    private static final String ROW = "  %-12s %-8s %9s %17s %22s %8s %8s %9s %10s %8s  %s%n";

    private final PrintStream out;
    private final Console console;
    private boolean isBegun;

    AttentionTable(PrintStream out) {
        this.out = out;
        console = new Console(out::println);
    }

    /** What is measured. */
    void describe() {
        ResultTable.describe(console, "attention", Attentions.description());
    }

    void cell(List<AttentionResult> results) {
        Result first = results.get(0).result();
        Details task = results.get(0).attention();
        if (!isBegun) {
            isBegun = true;
            console.gap();
            ResultTable.environment(console, first.environment());
            console.line(
                    "call",
                    "%.1f microseconds for a script's call that does nothing; the engine's kernels have two a round",
                    task.emptyCallSeconds() / MICRO);
        }
        console.gap();
        console.line(
                "cell",
                "%s: %,d tokens, %,d of them useful, %,d documents; %s",
                results.get(0).task(),
                task.tokens(),
                first.items(),
                task.documents(),
                task.formula());
        ResultTable.quiet(console, first);
        out.printf(
                Locale.ROOT,
                ROW,
                "kernel",
                "",
                "median ms",
                "middle half",
                "ratio (95 %)",
                "GFLOP/s",
                "of peak",
                "of memory",
                "useful/s",
                "moves ms",
                "error against float64, share of the greatest number");
        String kernel = "";
        for (AttentionResult result : results.stream()
                .sorted(Comparator.comparing(
                        each -> order(results, each.result().variant())))
                .toList()) {
            row(
                    result,
                    result.result().variant().equals(kernel)
                            ? ""
                            : result.result().variant());
            kernel = result.result().variant();
        }
        task.absent().forEach((name, reason) -> out.printf(Locale.ROOT, "  %-12s left out: %s%n", name, reason));
    }

    /** Sentences about the whole. */
    void winners(List<String> lines) {
        console.gap();
        lines.forEach(line -> console.line("fastest", "%s", line));
    }

    private static int order(List<AttentionResult> results, String kernel) {
        return results.stream()
                .map(result -> result.result().variant())
                .distinct()
                .toList()
                .indexOf(kernel);
    }

    private void row(AttentionResult line, String kernel) {
        Result result = line.result();
        Details attention = line.attention();
        out.printf(
                Locale.ROOT,
                ROW,
                kernel,
                attention.direction(),
                number("%.2f", result.quartiles().median() / MILLI),
                number("%.2f", result.quartiles().lower() / MILLI) + " .. "
                        + number("%.2f", result.quartiles().upper() / MILLI),
                result.ratio() == null ? "baseline" : ResultTable.described(result.ratio()),
                number("%.1f", attention.flopsPerSecond() / GIGA),
                number("%.1f %%", 100 * result.peakShare()),
                number("%.1f %%", 100 * attention.memoryShare()),
                number("%,.0f", result.itemsPerSecond()),
                number("%.2f", attention.conversionSeconds() / MILLI),
                remark(attention));
    }

    /** Errors where their direction is, the verdict at the end. */
    private static String remark(Details attention) {
        return switch (Direction.valueOf(attention.direction().toUpperCase(Locale.ROOT))) {
            case FORWARD -> number("out %.1e", attention.errors().out());
            case BACKWARD ->
                String.format(
                        Locale.ROOT,
                        "dQ %.1e dK %.1e dV %.1e",
                        attention.errors().dQ(),
                        attention.errors().dK(),
                        attention.errors().dV());
            case BOTH ->
                attention.verdict()
                        + (attention.timesEager() == null
                                ? ""
                                : number("; %.2f times eager's error at most", attention.timesEager()))
                        + (attention.ownMiB() == null
                                ? ""
                                : String.format(Locale.ROOT, "; %,d MiB of its own", attention.ownMiB()));
        };
    }

    private static String number(String format, double number) {
        return String.format(Locale.ROOT, format, number);
    }
}
