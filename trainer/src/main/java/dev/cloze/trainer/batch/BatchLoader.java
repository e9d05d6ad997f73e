package dev.cloze.trainer.batch;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;

/** Makes the batch of the next step on a thread of its own while the current step runs. */
public final class BatchLoader implements AutoCloseable {
    private final LongFunction<StepBatch> batches;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread worker = new Thread(task, "cloze-loader");
        worker.setDaemon(true);
        return worker;
    });
    private long nextStep;
    private Future<StepBatch> next;

    /** Starts with the batch of {@code firstStep}. */
    public BatchLoader(LongFunction<StepBatch> batches, long firstStep) {
        this.batches = batches;
        nextStep = firstStep;
        next = submit();
    }

    /** The next step's batch; making of the one after it begins. */
    public StepBatch next() {
        try {
            StepBatch batch = next.get();
            nextStep++;
            next = submit();
            return batch;
        } catch (ExecutionException e) {
            throw new IllegalStateException("batch of step " + nextStep + ": " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a batch", e);
        }
    }

    private Future<StepBatch> submit() {
        long step = nextStep;
        return thread.submit(() -> batches.apply(step));
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
