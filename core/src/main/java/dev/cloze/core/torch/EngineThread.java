package dev.cloze.core.torch;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A thread of its own for training. Subnormal numbers are flushed to zero on it and on the engine's workers that it
 * starts, which the threads of a caller's program must not suffer.
 */
public final class EngineThread {
    private EngineThread() {}

    /**
     * Runs a task to its end on a fresh engine thread; what the task throws is thrown here.
     *
     * @throws InterruptedException if the caller is interrupted; so is the task then, and nobody waits for its end
     */
    public static <T> T run(Callable<T> task) throws Exception {
        FutureTask<T> future = new FutureTask<>(() -> {
            SubnormalNumbers.flushOnThisThread();
            return task.call();
        });
        Thread thread = new Thread(future, "cloze-engine");
        thread.start();
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw (Error) e.getCause();
        } catch (InterruptedException e) {
            thread.interrupt();
            throw e;
        }
    }

    /** Whether this platform can flush subnormal numbers, tried on a thread that ends at once. */
    public static boolean flushesSubnormalNumbers() throws Exception {
        FutureTask<Boolean> attempt = new FutureTask<>(SubnormalNumbers::flushOnThisThread);
        new Thread(attempt, "cloze-engine-probe").start();
        return attempt.get();
    }
}
