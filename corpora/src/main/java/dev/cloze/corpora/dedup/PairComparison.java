package dev.cloze.corpora.dedup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Decides pairs of documents, given in the order of the later ones: the later one goes if it resembles the earlier one
 * and the earlier one is kept, which is known by then. Pairs are gathered until the runs of words of their documents
 * would fill the memory; then the texts are read once, in the order of their numbers, and the pairs are decided in
 * theirs. So batches change nothing.
 */
final class PairComparison implements AutoCloseable {
    private static final int TEXTS_AT_ONCE = 256;
    private static final int CHARACTERS_AT_ONCE = 1 << 20;
    private static final int MOST_PAIRS = 1 << 28;
    /** Of an entry among the documents, besides its runs of words. */
    private static final int ENTRY_BYTES = 200;

    private final NearRule rule;
    private final DocumentTexts texts;
    private final KeyFileWriter removals;
    private final long memoryBytes;
    private final ExecutorService threads;
    private final DocumentBits removed = new DocumentBits();
    private final Map<Long, ShingleSet> sets = new TreeMap<>();
    private long[] pairs = new long[1 << 10];
    private int count;
    private long bytes;

    PairComparison(NearRule rule, DocumentTexts texts, KeyFileWriter removals, long memoryBytes, int threadCount) {
        this.rule = rule;
        this.texts = texts;
        this.removals = removals;
        this.memoryBytes = memoryBytes;
        threads = Executors.newFixedThreadPool(threadCount, task -> {
            Thread thread = new Thread(task, "near duplicates");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Adds a pair of places with their documents' numbers of runs. */
    void add(long laterPlace, long earlierPlace) throws IOException {
        if (isDecided(laterPlace, earlierPlace)) {
            return;
        }
        if (count > 0 && (bytes + bytesOf(laterPlace) + bytesOf(earlierPlace) > memoryBytes || count == MOST_PAIRS)) {
            decide();
            if (isDecided(laterPlace, earlierPlace)) {
                return;
            }
        }
        addDocument(laterPlace);
        addDocument(earlierPlace);
        if (2 * count == pairs.length) {
            pairs = Arrays.copyOf(pairs, 2 * pairs.length);
        }
        pairs[2 * count] = Place.document(laterPlace);
        pairs[2 * count++ + 1] = Place.document(earlierPlace);
        bytes += 2 * Long.BYTES;
    }

    /** Decides what is left. */
    void finish() throws IOException {
        decide();
    }

    private boolean isDecided(long laterPlace, long earlierPlace) {
        return removed.contains(Place.document(laterPlace)) || removed.contains(Place.document(earlierPlace));
    }

    private void addDocument(long place) {
        if (sets.putIfAbsent(Place.document(place), ShingleSet.EMPTY) == null) {
            bytes += bytesOf(place);
        }
    }

    private static long bytesOf(long place) {
        return ENTRY_BYTES + (long) Place.low(place) * Long.BYTES;
    }

    private void decide() throws IOException {
        readSets();
        for (int i = 0; i < count; i++) {
            long later = pairs[2 * i];
            long earlier = pairs[2 * i + 1];
            if (!removed.contains(later)
                    && !removed.contains(earlier)
                    && sets.get(later).resembles(sets.get(earlier), rule.leastJaccard())) {
                removed.add(later);
                removals.add(later, RemovalReason.NEAR_DUPLICATE.code(), earlier);
            }
        }
        sets.clear();
        count = 0;
        bytes = 0;
    }

    private void readSets() throws IOException {
        List<Callable<ShingleSet>> tasks = new ArrayList<>();
        List<Map.Entry<Long, ShingleSet>> entries = new ArrayList<>();
        long characters = 0;
        for (Map.Entry<Long, ShingleSet> entry : sets.entrySet()) {
            String text = texts.text(entry.getKey());
            entries.add(entry);
            tasks.add(() -> ShingleSet.of(text, rule.shingleWords()));
            characters += text.length();
            if (tasks.size() == TEXTS_AT_ONCE || characters > CHARACTERS_AT_ONCE) {
                makeSets(tasks, entries);
                characters = 0;
            }
        }
        makeSets(tasks, entries);
    }

    private void makeSets(List<Callable<ShingleSet>> tasks, List<Map.Entry<Long, ShingleSet>> entries) {
        try {
            List<Future<ShingleSet>> made = threads.invokeAll(tasks);
            for (int i = 0; i < made.size(); i++) {
                entries.get(i).setValue(made.get(i).get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("near duplicates: expected to finish, got an interrupt", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("near duplicates: a text could not be read in words", e.getCause());
        }
        tasks.clear();
        entries.clear();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
