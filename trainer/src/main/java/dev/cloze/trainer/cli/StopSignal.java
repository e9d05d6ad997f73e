package dev.cloze.trainer.cli;

import java.util.concurrent.CountDownLatch;

/**
 * SIGTERM and Ctrl-C as a question that a run asks between its steps. The JVM ends when the run has come to its stop, with
 * the exit code of the signal: 143 or 130.
 */
final class StopSignal implements AutoCloseable {
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean asked;

    private StopSignal() {}

    /** Listens from now on. */
    static StopSignal listen() {
        StopSignal signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(new Thread(signal::stop, "cloze-stop"));
        return signal;
    }

    boolean isAsked() {
        return asked;
    }

    private void stop() {
        asked = true;
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // then the JVM ends at once, as after a kill, which loses no checkpoint
        }
    }

    /** The run is over: nothing holds the JVM back any more. */
    @Override
    public void close() {
        stopped.countDown();
    }
}
