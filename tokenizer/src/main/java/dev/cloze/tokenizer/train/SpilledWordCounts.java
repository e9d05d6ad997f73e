package dev.cloze.tokenizer.train;

import dev.cloze.tokenizer.WordRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

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

    /** The least memory that can be given. */
    public static final long LEAST_BYTES = 1L << 18;

    private final WordRules rules;
    private final WordCutter cutter;
    private final Path folder;
    private final long memoryBytes;
    private final AtomicInteger named;
    private final WordTable table;
    private final List<Path> runs = new ArrayList<>();

    /**
     * An empty counter.
     *
     * @param folder where words are put that memory has no room for; made if it is missing
     * @param memoryBytes most memory for words, in bytes; 256 KiB at least. A single word that takes more is counted
     *     nonetheless
     */
    public SpilledWordCounts(WordRules rules, Path folder, long memoryBytes) throws IOException {
        this(rules, memoryBytes, new AtomicInteger(), temporary(folder, memoryBytes));
    }

    private SpilledWordCounts(WordRules rules, long memoryBytes, AtomicInteger named, Path folder) {
        this.rules = rules;
        this.memoryBytes = memoryBytes;
        this.named = named;
        this.folder = folder;
        cutter = new WordCutter(rules);
        table = new WordTable(memoryBytes, this::spillUnchecked);
    }

    private static Path temporary(Path folder, long memoryBytes) throws IOException {
        if (memoryBytes < LEAST_BYTES) {
            throw new IllegalArgumentException("memoryBytes: expected " + LEAST_BYTES + " or more, got " + memoryBytes);
        }
        return Files.createTempDirectory(Files.createDirectories(folder), "words-");
    }

    /** A counter for one of several threads, with a share of the memory and the same folder, which this one deletes. */
    SpilledWordCounts sibling(int threads) {
        // Half of the memory is left to this one, which takes in what the others have.
        return new SpilledWordCounts(rules, Math.max(memoryBytes / 2 / threads, LEAST_BYTES / 4), named, folder);
    }

    /** Counts the words of one piece of text, as {@link WordCounts#add} does. */
    public void add(String text) throws IOException {
        checked(() -> cutter.cut(text, (in, from, to) -> table.add(in, from, to, 1)));
    }

    /**
     * Adds the words of another corpus, each count times a weight and rounded, halves up. A word of which nothing is left
     * is left out.
     *
     * @param weight 0 or more; see {@link CorpusWeights}
     */
    public void addAll(CountedWords words, double weight) throws IOException {
        if (!words.rules().equals(rules)) {
            throw new IllegalArgumentException("word counts: expected " + rules + " in both, got " + words.rules());
        }
        words.forEach((word, count) -> {
            long times = CorpusWeights.weighted(count, weight);
            if (times > 0) {
                table.add(word, times);
            }
        });
    }

    /** Adds what a sibling has counted, and empties it. */
    void take(SpilledWordCounts sibling) throws IOException {
        takeRuns(sibling);
        checked(() -> table.addAll(sibling.table));
        sibling.table.clear();
    }

    /** Adds what a sibling has put on disk. */
    void takeRuns(SpilledWordCounts sibling) {
        runs.addAll(sibling.runs);
        sibling.runs.clear();
    }

    @Override
    public WordRules rules() {
        return rules;
    }

    /** Number of runs on disk. */
    public int runs() {
        return runs.size();
    }

    @Override
    public void forEach(Visitor visitor) throws IOException {
        if (runs.isEmpty()) {
            table.forEach(visitor);
            return;
        }
        if (table.size() > 0) {
            spill();
        }
        WordRun.merge(runs, visitor);
    }

    private void spillUnchecked() {
        try {
            spill();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void checked(Runnable action) throws IOException {
        try {
            action.run();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void spill() throws IOException {
        Path run = next();
        try (WordRun.Writer writer = new WordRun.Writer(run)) {
            checked(() -> table.forEach(writer::write));
        }
        runs.add(run);
        table.clear();
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
        runs.clear();
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> left = Files.list(folder)) {
            for (Path run : left.toList()) {
                Files.deleteIfExists(run);
            }
        }
        Files.deleteIfExists(folder);
    }
}
