package dev.cloze.trainer.run;

import dev.cloze.core.attention.AttentionKernel;
import dev.cloze.corpora.shard.JsonFile;
import dev.cloze.trainer.observe.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The fastest kernel of attention, measured once for a machine and a shape and kept in a file of the user's. A file
 * that cannot be read or written costs a measurement, not the run.
 */
final class KernelChoice {
    /** The folder of the file, for tests and for users whose home is not to be written to. */
    static final String PROPERTY = "cloze.cache";
    /** Another kernel has to be so much faster than the fused one, or noise would choose. */
    private static final double LEAST_GAIN = 1.05;

    private final Path file;
    private final Console console;

    KernelChoice(Path file, Console console) {
        this.file = file;
        this.console = console;
    }

    /** {@code attention.json} in the folder of the property {@value #PROPERTY}, else below the user's cache folder. */
    static Path userFile() {
        String folder = System.getProperty(PROPERTY);
        if (folder != null) {
            return Path.of(folder, "attention.json");
        }
        String caches = System.getenv("XDG_CACHE_HOME");
        Path parent = caches == null || caches.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(caches);
        return parent.resolve("cloze").resolve("attention.json");
    }

    /** Of the times that the file has for this key, else of those of the trial. */
    AttentionKernel choose(String key, Supplier<Map<AttentionKernel, Double>> trial) {
        Map<String, Map<AttentionKernel, Double>> known = known();
        Optional<Map<AttentionKernel, Double>> earlier = Optional.ofNullable(known.get(key));
        Map<AttentionKernel, Double> times = new EnumMap<>(earlier.orElseGet(trial));
        AttentionKernel fastest = fastest(times);
        console.line(
                "attention",
                "%s, %s: %s",
                spelled(fastest),
                earlier.isPresent() ? "as measured at an earlier start" : "measured",
                times.entrySet().stream()
                        .sorted(Map.Entry.comparingByValue())
                        .map(one -> String.format(Locale.ROOT, "%s %.1f ms", spelled(one.getKey()), one.getValue()))
                        .collect(Collectors.joining(", ")));
        if (earlier.isEmpty()) {
            known.put(key, times);
            keep(known);
        }
        return fastest;
    }

    private static AttentionKernel fastest(Map<AttentionKernel, Double> times) {
        Map.Entry<AttentionKernel, Double> best =
                times.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow();
        double fused = times.getOrDefault(AttentionKernel.FUSED, Double.POSITIVE_INFINITY);
        return fused < best.getValue() * LEAST_GAIN ? AttentionKernel.FUSED : best.getKey();
    }

    static String spelled(AttentionKernel kernel) {
        return kernel.name().toLowerCase(Locale.ROOT);
    }

    private Map<String, Map<AttentionKernel, Double>> known() {
        Map<String, Map<AttentionKernel, Double>> known = new TreeMap<>();
        if (Files.exists(file)) {
            try {
                JsonFile.read(file, Measured.class).milliseconds().forEach(known::put);
            } catch (IOException e) {
                console.line("attention", "measured again: %s", e.getMessage());
            }
        }
        return known;
    }

    private void keep(Map<String, Map<AttentionKernel, Double>> known) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            JsonFile.write(file, new Measured(known));
        } catch (IOException e) {
            console.line("attention", "not kept for later runs: %s", e);
        }
    }

    /** The file: by key, the milliseconds of each kernel. */
    record Measured(Map<String, Map<AttentionKernel, Double>> milliseconds) {
        Measured {
            Objects.requireNonNull(milliseconds, "milliseconds");
            for (Map<AttentionKernel, Double> times : milliseconds.values()) {
                if (times.isEmpty() || times.containsKey(null) || times.containsValue(null)) {
                    throw new IllegalArgumentException("milliseconds: expected kernels and times, got " + times);
                }
            }
        }
    }
}
