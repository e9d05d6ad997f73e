package dev.cloze.corpora.dedup;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;

/**
 * An external merge sort of records of 64-bit numbers into a file of keys. When memory is full its records go to disk,
 * sorted, and such runs are merged at the end. Memory: the given bound, for moments twice as much while it grows towards
 * the bound, and 2 MiB for the files while they are merged.
 *
 * <p>Owns its runs, which lie beside the result; closing deletes them. For one thread.
 */
final class KeySorter implements Closeable {
    /** Whether equal records are kept. */
    enum Equals {
        KEPT,
        MERGED
    }

    /** The least memory that can be given. */
    static final long LEAST_BYTES = 1L << 16;

    static final String RUN = ".run-";

    /** Runs that are read at once, with a block of each in memory. */
    private static final int MOST_RUNS = 32;

    private static final int FIRST_RECORDS = 1 << 10;
    private static final int MOST_NUMBERS = 1 << 30;

    private final Path place;
    private final int width;
    private final long stamp;
    private final Equals equals;
    private final int mostRecords;
    private final List<Path> runs = new ArrayList<>();
    private long[] numbers;
    private int records;
    private int named;

    KeySorter(Path place, int width, long stamp, Equals equals, long memoryBytes) {
        if (memoryBytes < LEAST_BYTES) {
            throw new IllegalArgumentException("memoryBytes: expected " + LEAST_BYTES + " or more, got " + memoryBytes);
        }
        this.place = place;
        this.width = width;
        this.stamp = stamp;
        this.equals = equals;
        mostRecords = (int) Math.min(memoryBytes / Long.BYTES, MOST_NUMBERS) / width;
        numbers = new long[Math.min(FIRST_RECORDS, mostRecords) * width];
    }

    void add(long first, long second) throws IOException {
        int from = next();
        numbers[from] = first;
        numbers[from + 1] = second;
    }

    void add(long first, long second, long third) throws IOException {
        int from = next();
        numbers[from] = first;
        numbers[from + 1] = second;
        numbers[from + 2] = third;
    }

    private int next() throws IOException {
        if (records == mostRecords) {
            spill();
        }
        int from = records++ * width;
        if (from == numbers.length) {
            numbers = Arrays.copyOf(numbers, (int) Math.min((long) mostRecords * width, grown(from)));
        }
        return from;
    }

    private long grown(int length) {
        return (length / 2 / width + (long) length / width) * width;
    }

    private void spill() throws IOException {
        Path run = nextRun();
        writeMemory(run);
        runs.add(run);
        if (runs.size() == MOST_RUNS) {
            Path merged = nextRun();
            mergeRuns(runs, merged);
            runs.clear();
            runs.add(merged);
        }
    }

    private Path nextRun() {
        return place.resolveSibling(place.getFileName() + RUN + named++);
    }

    private void writeMemory(Path file) throws IOException {
        RecordSort.sort(numbers, width, records);
        try (KeyFileWriter writer = new KeyFileWriter(file, width, stamp)) {
            for (int i = 0; i < records; i++) {
                int from = i * width;
                if (equals == Equals.KEPT
                        || i == 0
                        || RecordSort.compare(numbers, from, numbers, from - width, width) != 0) {
                    writer.add(numbers, from);
                }
            }
            writer.finish();
        }
        records = 0;
    }

    /** Writes the sorted file; nothing can be added afterwards. */
    void finish() throws IOException {
        if (runs.isEmpty()) {
            writeMemory(place);
        } else {
            spill();
            numbers = new long[0];
            mergeRuns(runs, place);
            runs.clear();
        }
    }

    private void mergeRuns(List<Path> sorted, Path target) throws IOException {
        List<Source> sources = new ArrayList<>();
        for (Path run : sorted) {
            sources.add(new Source(run, stamp));
        }
        merge(sources, target, width, stamp, equals);
        for (Path run : sorted) {
            Files.delete(run);
        }
    }

    /** A sorted file that is merged with others. */
    record Source(Path file, long stamp) {}

    /** Merges sorted files of records into one. Their number is bounded by the memory for a block of each. */
    static void merge(List<Source> sources, Path target, int width, long stamp, Equals equals) throws IOException {
        List<KeyFileReader> readers = new ArrayList<>();
        try (KeyFileWriter writer = new KeyFileWriter(target, width, stamp)) {
            PriorityQueue<KeyFileReader> queue = new PriorityQueue<>((first, second) ->
                    RecordSort.compare(first.numbers(), first.from(), second.numbers(), second.from(), width));
            for (Source source : sources) {
                KeyFileReader reader = KeyFileReader.open(source.file(), width, source.stamp());
                readers.add(reader);
                if (reader.advance()) {
                    queue.add(reader);
                }
            }
            long[] last = new long[width];
            boolean any = false;
            while (!queue.isEmpty()) {
                KeyFileReader least = queue.remove();
                if (equals == Equals.KEPT
                        || !any
                        || RecordSort.compare(last, 0, least.numbers(), least.from(), width) != 0) {
                    writer.add(least.numbers(), least.from());
                    System.arraycopy(least.numbers(), least.from(), last, 0, width);
                    any = true;
                }
                if (least.advance()) {
                    queue.add(least);
                }
            }
            writer.finish();
        } finally {
            for (KeyFileReader reader : readers) {
                reader.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (Path run : runs) {
            Files.deleteIfExists(run);
        }
    }
}
