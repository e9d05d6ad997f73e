package dev.cloze.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * How much of the machine's processors others use meanwhile. A spread cannot show it: beside a steady neighbour every
 * call is slow by the same factor, and an operation on several threads, which wait for each other, by many times.
 */
public final class OtherProcesses {
    /** Of a line of /proc/stat (proc(5)): user, nice, system, idle, iowait, irq, softirq, steal. */
    private static final int COLUMNS = 8;

    private static final int IDLE = 3;
    private static final int WAITING_FOR_DISKS = 4;
    private static final double NANOS = 1e9;

    /** Places in /proc/self/stat behind the name of the program; the unit there is 1/100 s on every Linux that is. */
    private static final int CHILDREN_USER = 13;

    private static final int CHILDREN_SYSTEM = 14;
    private static final long MILLIS_PER_TICK = 10;

    private final Optional<String> line;
    private final Duration own;
    private final long nanoTime;

    private OtherProcesses(Optional<String> line, Duration own, long nanoTime) {
        this.line = line;
        this.own = own;
        this.nanoTime = nanoTime;
    }

    /** Where the counters stand. */
    public static OtherProcesses now() {
        ProcessHandle here = ProcessHandle.current();
        Duration own = Stream.concat(Stream.of(here), here.descendants())
                .flatMap(process -> process.info().totalCpuDuration().stream())
                .reduce(endedChildren(), Duration::plus);
        return new OtherProcesses(firstLine(), own, System.nanoTime());
    }

    /** The share of all processors' time that others used from an earlier moment to this; empty where it is not told. */
    public OptionalDouble shareSince(OtherProcesses earlier) {
        if (line.isEmpty() || earlier.line.isEmpty()) {
            return OptionalDouble.empty();
        }
        double busy = busyShare(earlier.line.get(), line.get());
        double elapsed = (nanoTime - earlier.nanoTime) / NANOS;
        double used = own.minus(earlier.own).toNanos() / NANOS;
        double ours = used / elapsed / Runtime.getRuntime().availableProcessors();
        return OptionalDouble.of(Math.max(0, busy - ours));
    }

    /** The share of time between two lines in which processors were busy; 0 if no time passed. */
    static double busyShare(String before, String after) {
        long[] from = numbers(before);
        long[] to = numbers(after);
        long all = 0;
        long busy = 0;
        for (int i = 0; i < COLUMNS; i++) {
            long passed = to[i] - from[i];
            all += passed;
            busy += i == IDLE || i == WAITING_FOR_DISKS ? 0 : passed;
        }
        return all == 0 ? 0 : (double) busy / all;
    }

    private static long[] numbers(String line) {
        return Arrays.stream(line.strip().split(" +"))
                .skip(1)
                .limit(COLUMNS)
                .mapToLong(Long::parseLong)
                .toArray();
    }

    /** What processes that this one started and that have ended took: cutime and cstime of /proc/self/stat. */
    private static Duration endedChildren() {
        Path file = Path.of("/proc/self/stat");
        if (!Files.isReadable(file)) {
            return Duration.ZERO;
        }
        try {
            String line = Files.readString(file);
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
            return Duration.ofMillis(MILLIS_PER_TICK
                    * (Long.parseLong(fields[CHILDREN_USER]) + Long.parseLong(fields[CHILDREN_SYSTEM])));
        } catch (IOException e) {
            return Duration.ZERO;
        }
    }

    private static Optional<String> firstLine() {
        Path file = Path.of("/proc/stat");
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        try {
            return Files.readAllLines(file).stream().findFirst().filter(text -> text.matches("cpu( +\\d+){8,}"));
        } catch (IOException e) {
            return Optional.empty(); // a measurement without it is still one
        }
    }
}
