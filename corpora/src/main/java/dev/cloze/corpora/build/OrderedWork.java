package dev.cloze.corpora.build;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Batches on their way through several threads: they come out in the order in which they went in, and only a few are under way
 * at once, so that memory is bounded and the result is the same for any number of threads. One thread fills and empties the
 * queue.
 *
 * @param <T> what becomes of a batch
 */
final class OrderedWork<T> implements AutoCloseable {
    private static final long SHUTDOWN_SECONDS = 60;

    private final ExecutorService threads;
    private final Queue<Future<T>> underWay = new ArrayDeque<>();
    private final int most;

    OrderedWork(String name, int threadCount) {
        threads = Executors.newFixedThreadPool(threadCount, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        most = 2 * threadCount + 2;
    }

    boolean isFull() {
        return underWay.size() >= most;
    }

    boolean isEmpty() {
        return underWay.isEmpty();
    }

    void add(Callable<T> batch) {
        underWay.add(threads.submit(batch));
    }

    /** The oldest batch, when it is done. */
    T take() throws IOException, InterruptedException {
        try {
            return underWay.remove().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException("a batch of documents could not be worked on", e.getCause());
        }
    }

    /** Waits for the threads, so that nobody uses the tokenizer when the build is over. */
    @Override
    public void close() {
        threads.shutdownNow();
        boolean interrupted = false;
        try {
            threads.awaitTermination(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
