package dev.cloze.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Two files of results beside each other.
 *
 * @param verdicts one for each variant of a cell that both files have, in the first file's order
 * @param onlyInFirst what only the first file has
 * @param onlyInSecond what only the second file has
 */
public record Comparison(List<Verdict> verdicts, List<String> onlyInFirst, List<String> onlyInSecond) {
    private static final long SEED = 1;

    /** What can be said of one variant of a cell. */
    public sealed interface Verdict {
        /** Benchmark, cell and variant. */
        String key();
    }

    /** The second file's time in relation to the first's; it is a difference only if the interval excludes 1. */
    public record Compared(String key, Ratio ratio) implements Verdict {}

    /** Times that say nothing about each other, and why. */
    public record NotComparable(String key, String reason) implements Verdict {}

    public Comparison {
        verdicts = List.copyOf(verdicts);
        onlyInFirst = List.copyOf(onlyInFirst);
        onlyInSecond = List.copyOf(onlyInSecond);
    }

    /** Reads and compares. */
    public static Comparison of(Path first, Path second) throws IOException {
        Map<String, Result> ours = ResultLines.byKey(first);
        Map<String, Result> theirs = ResultLines.byKey(second);
        List<Verdict> verdicts = new ArrayList<>();
        ours.forEach((key, result) -> {
            if (theirs.containsKey(key)) {
                verdicts.add(verdict(key, result, theirs.get(key)));
            }
        });
        return new Comparison(verdicts, missing(ours, theirs), missing(theirs, ours));
    }

    private static List<String> missing(Map<String, Result> from, Map<String, Result> in) {
        return from.keySet().stream().filter(key -> !in.containsKey(key)).toList();
    }

    private static Verdict verdict(String key, Result first, Result second) {
        Optional<String> reason = first.environment()
                .difference(second.environment())
                .or(() -> otherWork(first, second))
                .or(() -> busy(first, "A"))
                .or(() -> busy(second, "B"))
                .or(() -> otherState(first.machinePeak(), second.machinePeak()));
        return reason.<Verdict>map(text -> new NotComparable(key, text))
                .orElseGet(() -> new Compared(
                        key,
                        Bootstrap.ratioOfMedians(
                                second.secondsArray(), first.secondsArray(), Bootstrap.Draw.SAMPLES, SEED)));
    }

    private static Optional<String> otherWork(Result first, Result second) {
        return first.items() == second.items() && Objects.equals(first.flops(), second.flops())
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT, "a call does %,d %s against %,d", first.items(), first.unit(), second.items()));
    }

    private static Optional<String> busy(Result result, String file) {
        return result.isQuiet()
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "other processes used %.0f %% of the machine in %s",
                        100 * result.othersShare(),
                        file));
    }

    /** The interval knows the spread within a run; a machine that was slower in one of the runs it cannot know. */
    private static Optional<String> otherState(MachinePeak first, MachinePeak second) {
        return MachinePeak.isNear(first.best(), second.best())
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "the machine's own peak was %.0f against %.0f GFLOP/s",
                        first.best() / 1e9,
                        second.best() / 1e9));
    }
}
