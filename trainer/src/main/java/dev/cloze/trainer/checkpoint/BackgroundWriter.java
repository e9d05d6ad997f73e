package dev.cloze.trainer.checkpoint;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Writes checkpoints and models on a thread of its own, in the order in which they were given to it, while training goes on.
 * Two may be under way or waiting; a third makes its giver wait, so that memory stays bounded. What a write throws is
 * thrown at the next call.
 */
public final class BackgroundWriter implements AutoCloseable {
    private static final int MOST_PENDING = 2;

    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread worker = new Thread(task, "cloze-writer");
        worker.setDaemon(true);
        return worker;
    });
    private final Deque<Future<?>> pending = new ArrayDeque<>();

    /** Something to write, of which nobody else changes a part. */
    @FunctionalInterface
    public interface Write {
        void run() throws IOException;
    }

    /** Gives it something to write. */
    public void submit(Write write) throws IOException, InterruptedException {
        while (pending.size() >= MOST_PENDING) {
            await(pending.poll());
        }
        pending.add(thread.submit(() -> {
            write.run();
            return null;
        }));
    }

    /** Throws what a finished write threw. */
    public void check() throws IOException, InterruptedException {
        while (!pending.isEmpty() && pending.peek().isDone()) {
            await(pending.poll());
        }
    }

    /** Waits until all is written. */
    public void finish() throws IOException, InterruptedException {
        while (!pending.isEmpty()) {
            await(pending.poll());
        }
    }

    private static void await(Future<?> write) throws IOException, InterruptedException {
        try {
            write.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw (Error) e.getCause();
        }
    }

    /** Lets what was given to it be written to its end. */
    @Override
    public void close() {
        thread.shutdown();
        boolean interrupted = false;
        while (!thread.isTerminated()) {
            try {
                thread.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
