package dev.cloze.benchmarks.harness;

import java.io.IOException;

/** A variant that is ready. Opened, called and closed on one and the same thread. */
public interface Subject extends AutoCloseable {
    /**
     * Does the cell's work once.
     *
     * @return the seconds of it in which the call waited for its data
     */
    double call() throws Exception;

    @Override
    void close() throws IOException;
}
