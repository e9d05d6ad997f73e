package dev.cloze.benchmarks.attention;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which kernel is the fastest at which length: forward and backward together, of kernels that passed. Cells that differ in
 * nothing but length and rows are one series.
 */
record Crossovers(Map<String, List<Winner>> series) {

    /**
     * The fastest at a length.
     *
     * @param kernels it, and those whose middle half of times overlaps with its own: they may be as fast
     * @param timesNext how many times longer the next after these takes; 1 if there is none
     */
    record Winner(int length, List<String> kernels, String next, double timesNext) {}

    static Crossovers of(List<AttentionResult> results) {
        Map<String, Map<Integer, List<AttentionResult>>> bySeries = new LinkedHashMap<>();
        for (AttentionResult result : results) {
            if (result.isBoth() && result.attention().passes()) {
                bySeries.computeIfAbsent(result.series(), key -> new TreeMap<>())
                        .computeIfAbsent(result.attention().length(), key -> new ArrayList<>())
                        .add(result);
            }
        }
        Map<String, List<Winner>> winners = new LinkedHashMap<>();
        bySeries.forEach((name, byLength) -> winners.put(
                name,
                byLength.entrySet().stream()
                        .map(entry -> winner(entry.getKey(), entry.getValue()))
                        .toList()));
        return new Crossovers(winners);
    }

    private static Winner winner(int length, List<AttentionResult> results) {
        List<AttentionResult> ranked = results.stream()
                .sorted(Comparator.comparingDouble(
                        result -> result.result().quartiles().median()))
                .toList();
        double median = ranked.get(0).result().quartiles().median();
        double upper = ranked.get(0).result().quartiles().upper();
        List<String> fastest = new ArrayList<>();
        for (AttentionResult result : ranked) {
            if (!fastest.isEmpty() && result.result().quartiles().lower() > upper) {
                return new Winner(
                        length,
                        fastest,
                        result.result().variant(),
                        result.result().quartiles().median() / median);
            }
            fastest.add(result.result().variant());
        }
        return new Winner(length, fastest, "", 1);
    }
}
