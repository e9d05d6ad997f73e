package dev.cloze.tokenizer.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Several threads that count words: texts are handed in, and each thread counts those that it gets. The sum is the same
 * for any number of threads.
 *
 * <p>The memory of the words is that of {@link SpilledWordCounts}, once for each thread.
 */
public final class CountingThreads implements AutoCloseable {
    /** Chars of text that are handed to a thread at once. */
    private static final int BATCH_CHARS = 1 << 17;

    /** What is handed to a thread to end it; other batches have texts. */
    private static final List<String> END = List.of();

    private final SpilledWordCounts sum;
    private final BlockingQueue<List<String>> waiting;
    private final List<Counter> threads = new ArrayList<>();
    private final AtomicReference<Throwable> fault = new AtomicReference<>();
    private List<String> batch = new ArrayList<>();
    private int batchChars;

    /**
     * Starts the threads.
     *
     * @param sum where {@link #finish} adds all counts; not to be used before
     */
    public CountingThreads(SpilledWordCounts sum, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: expected 1 or more, got " + threads);
        }
        this.sum = sum;
        waiting = new ArrayBlockingQueue<>(2 * threads);
        for (int t = 0; t < threads; t++) {
            Counter counter = new Counter(sum.sibling(), t);
            this.threads.add(counter);
            counter.start();
        }
    }

    /**
     * Counts the words of one piece of text, perhaps later; waits while the threads have enough to do.
     *
     * @throws IOException if a thread could not put words on disk
     */
    public void add(String text) throws IOException, InterruptedException {
        batch.add(text);
        batchChars += text.length();
        if (batchChars >= BATCH_CHARS) {
            hand();
        }
    }

    private void hand() throws IOException, InterruptedException {
        waiting.put(batch);
        batch = new ArrayList<>();
        batchChars = 0;
        rethrow();
    }

    /** Waits until all is counted, and adds it to the sum. */
    public void finish() throws IOException, InterruptedException {
        if (!batch.isEmpty()) {
            hand();
        }
        for (int t = 0; t < threads.size(); t++) {
            waiting.put(END);
        }
        for (Counter counter : threads) {
            counter.join();
        }
        rethrow();
        for (Counter counter : threads) {
            sum.take(counter.counts);
        }
        threads.clear();
    }

    private void rethrow() throws IOException {
        Throwable thrown = fault.get();
        if (thrown instanceof IOException io) {
            throw io;
        }
        if (thrown != null) {
            throw new IllegalStateException("counting of words failed", thrown);
        }
    }

    /** Ends the threads if {@link #finish} has not; the sum is of no use then, but for closing it. */
    @Override
    public void close() {
        for (Counter counter : threads) {
            counter.interrupt();
        }
        boolean interrupted = Thread.interrupted();
        for (Counter counter : threads) {
            try {
                counter.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
            // The sum deletes them when it is closed.
            sum.takeRuns(counter.counts);
        }
        threads.clear();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Counter extends Thread {
        private final SpilledWordCounts counts;

        Counter(SpilledWordCounts counts, int number) {
            super("words-" + number);
            this.counts = counts;
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                for (List<String> texts = waiting.take(); !texts.isEmpty(); texts = waiting.take()) {
                    for (String text : texts) {
                        counts.add(text);
                    }
                }
            } catch (InterruptedException e) {
                interrupt();
            } catch (Throwable e) {
                fault.compareAndSet(null, e);
                drain();
            }
        }

        /** Takes texts and drops them, so that whoever hands them in does not wait for ever. */
        private void drain() {
            try {
                List<String> dropped = waiting.take();
                while (!dropped.isEmpty()) {
                    dropped = waiting.take();
                }
            } catch (InterruptedException e) {
                interrupt();
            }
        }
    }
}
