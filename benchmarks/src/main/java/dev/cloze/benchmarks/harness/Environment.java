package dev.cloze.benchmarks.harness;

import dev.cloze.core.torch.TorchEngine;
import dev.cloze.trainer.observe.Host;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where and with what a measurement was made.
 *
 * @param cpu the processor's model as the system calls it
 * @param cores processors that the JVM may use
 * @param threads of one operation of the engine
 * @param maxHeapMiB the largest Java heap
 * @param allocator environment variables that change the C allocator; none is glibc as it comes
 * @param loadAverage of the system over the minute before; absent where it is not told
 * @param date in UTC
 * @param commit of the program's folder, with {@code -dirty} if it was changed since; absent without git
 */
public record Environment(
        String os,
        String cpu,
        int cores,
        int threads,
        String jdk,
        String engine,
        long maxHeapMiB,
        Map<String, String> allocator,
        Double loadAverage,
        String date,
        String commit) {
    /** This process, now. */
    public static Environment here() {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return new Environment(
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                Host.processor(),
                Runtime.getRuntime().availableProcessors(),
                TorchEngine.threads(),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                "PyTorch " + TorchEngine.version(),
                Runtime.getRuntime().maxMemory() >> 20,
                allocatorVariables(System.getenv()),
                load < 0 ? null : Math.round(load * 100) / 100.0,
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                Host.commit().orElse(null));
    }

    /** Why times of the two cannot be compared; empty if they can. */
    public Optional<String> difference(Environment other) {
        if (!os.equals(other.os)) {
            return Optional.of("system " + os + " against " + other.os);
        }
        if (!cpu.equals(other.cpu)) {
            return Optional.of("processor " + cpu + " against " + other.cpu);
        }
        if (cores != other.cores) {
            return Optional.of("cores " + cores + " against " + other.cores);
        }
        return threads == other.threads
                ? Optional.empty()
                : Optional.of("threads " + threads + " against " + other.threads);
    }

    static Map<String, String> allocatorVariables(Map<String, String> variables) {
        Map<String, String> found = new TreeMap<>();
        variables.forEach((name, value) -> {
            if (name.startsWith("MALLOC_") || name.equals("GLIBC_TUNABLES") || name.equals("LD_PRELOAD")) {
                found.put(name, value);
            }
        });
        return found;
    }
}
