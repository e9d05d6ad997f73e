package dev.cloze.tokenizer.train;

import dev.cloze.tokenizer.WordRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Word counts whose memory is bounded: when the words in memory take more than the bound, they are written to disk in
 * their order, and such runs are merged as they are read (an external merge sort). What is counted is the same as in
 * memory.
 *
 * <p>The bound is on counting. A trainer that is given these words holds all distinct ones, in some four bytes a letter.
 *
 * <p>Owns its runs on disk: closing deletes them. Not for use by several threads at once ({@link CountingThreads}).
 */
public final class SpilledWordCounts implements CountedWords, AutoCloseable {
    /** Runs that are read at once; more are first merged into one. */
    private static final int MOST_RUNS = 64;

    private static final long LEAST_BYTES = 1L << 20;

    private final WordCounts inMemory;
    private final Path folder;
    private final long memoryBytes;
    private final AtomicInteger named;
    private final List<Path> runs = new ArrayList<>();

    /**
     * An empty counter.
     *
     * @param folder where words are put that memory has no room for; made if it is missing
     * @param memoryBytes most memory for words, in bytes; 1 MiB at least
     */
    public SpilledWordCounts(WordRules rules, Path folder, long memoryBytes) throws IOException {
        if (memoryBytes < LEAST_BYTES) {
            throw new IllegalArgumentException("memoryBytes: expected " + LEAST_BYTES + " or more, got " + memoryBytes);
        }
        this.inMemory = new WordCounts(rules);
        this.folder = Files.createTempDirectory(Files.createDirectories(folder), "words-");
        this.memoryBytes = memoryBytes;
        this.named = new AtomicInteger();
    }

    private SpilledWordCounts(SpilledWordCounts sibling) {
        inMemory = new WordCounts(sibling.rules());
        folder = sibling.folder;
        memoryBytes = sibling.memoryBytes;
        named = sibling.named;
    }

    /** A counter for another thread, with its own memory and the same folder, which this one deletes. */
    SpilledWordCounts sibling() {
        return new SpilledWordCounts(this);
    }

    /** Counts the words of one piece of text, as {@link WordCounts#add} does. */
    public void add(String text) throws IOException {
        inMemory.add(text);
        spillIfLarge();
    }

    /** Adds what a sibling has counted, and empties it. */
    void take(SpilledWordCounts sibling) throws IOException {
        takeRuns(sibling);
        inMemory.addAll(sibling.inMemory);
        sibling.inMemory.clear();
        spillIfLarge();
    }

    /** Adds what a sibling has put on disk. */
    void takeRuns(SpilledWordCounts sibling) {
        runs.addAll(sibling.runs);
        sibling.runs.clear();
    }

    @Override
    public WordRules rules() {
        return inMemory.rules();
    }

    /** Number of runs on disk. */
    int runs() {
        return runs.size();
    }

    @Override
    public void forEach(Visitor visitor) throws IOException {
        if (runs.isEmpty()) {
            inMemory.forEach(visitor);
            return;
        }
        if (inMemory.distinct() > 0) {
            spill();
        }
        WordRun.merge(runs, visitor);
    }

    private void spillIfLarge() throws IOException {
        if (inMemory.bytes() > memoryBytes) {
            spill();
        }
    }

    private void spill() throws IOException {
        Path run = next();
        try (WordRun.Writer writer = new WordRun.Writer(run)) {
            inMemory.forEach(writer::write);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        runs.add(run);
        inMemory.clear();
        if (runs.size() > MOST_RUNS) {
            mergeRuns();
        }
    }

    private void mergeRuns() throws IOException {
        Path merged = next();
        try (WordRun.Writer writer = new WordRun.Writer(merged)) {
            WordRun.merge(runs, writer::write);
        }
        for (Path run : runs) {
            Files.delete(run);
        }
        runs.clear();
        runs.add(merged);
    }

    private Path next() {
        return folder.resolve("run-" + named.getAndIncrement());
    }

    @Override
    public void close() throws IOException {
        for (Path run : runs) {
            Files.deleteIfExists(run);
        }
        runs.clear();
        Files.deleteIfExists(folder);
    }
}
