package dev.cloze.benchmarks.harness;

import dev.cloze.tokenizer.UsageException;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/** What there is to measure. */
public final class Benchmarks {
    private Benchmarks() {}

    /** Every benchmark on the class path, by name. */
    public static List<Benchmark> all() {
        return ServiceLoader.load(Benchmark.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(Benchmark::name))
                .toList();
    }

    /**
     * The benchmark of this name.
     *
     * @throws UsageException if there is none; it names the nearest
     */
    public static Benchmark named(String name) {
        List<Benchmark> all = all();
        return all.stream()
                .filter(benchmark -> benchmark.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UsageException(
                        "bench", "one of " + names(all), name + "; the nearest is " + nearest(name, names(all))));
    }

    private static List<String> names(List<Benchmark> benchmarks) {
        return benchmarks.stream().map(Benchmark::name).toList();
    }

    static String nearest(String name, List<String> names) {
        return names.stream()
                .min(Comparator.comparingInt(known -> known.length() + name.length() - 2 * common(known, name)))
                .orElseThrow();
    }

    /** The length of the longest common subsequence (Hirschberg 1975, algorithm B). */
    private static int common(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int i = 0; i < a.length(); i++) {
            int diagonal = 0;
            for (int j = 0; j < b.length(); j++) {
                int above = row[j + 1];
                row[j + 1] = a.charAt(i) == b.charAt(j) ? diagonal + 1 : Math.max(above, row[j]);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
