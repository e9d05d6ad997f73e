package dev.cloze.trainer.batch;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Makes the batch of the next step on a thread of its own while the current step runs. */
public final class BatchLoader implements AutoCloseable {
    private static final long SHUTDOWN_SECONDS = 60;

    private final Batches batches;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread worker = new Thread(task, "cloze-loader");
        worker.setDaemon(true);
        return worker;
    });
    private final long end;
    private long nextStep;
    private Future<StepBatch> next;

    /** What makes batches. */
    @FunctionalInterface
    public interface Batches {
        /** The batch of a step, counted from 0. */
        StepBatch at(long step) throws IOException;
    }

    /**
     * Starts with the batch of a step.
     *
     * @param end the step before which it ends
     */
    public BatchLoader(Batches batches, long firstStep, long end) {
        this.batches = batches;
        this.end = end;
        nextStep = firstStep;
        next = submit();
    }

    /**
     * The next step's batch; making of the one after it begins. It is not asked for more than there are.
     *
     * @throws IOException what the making of the batch threw; unchecked exceptions too are thrown as they are
     */
    public StepBatch next() throws IOException, InterruptedException {
        try {
            StepBatch batch = next.get();
            nextStep++;
            if (nextStep < end) {
                next = submit();
            }
            return batch;
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

    private Future<StepBatch> submit() {
        long step = nextStep;
        return thread.submit(() -> batches.at(step));
    }

    /** Waits for the thread, so that nobody reads the shards when the loader is closed. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            thread.awaitTermination(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
