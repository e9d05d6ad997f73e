package dev.cloze.benchmarks.harness;

import dev.cloze.trainer.observe.Memory;
import java.io.IOException;
import java.util.OptionalLong;

/** A variant that is ready. Opened, called and closed on one and the same thread. */
public interface Subject extends AutoCloseable {
    /**
     * Does the cell's work once.
     *
     * @return the seconds of it in which the call waited for its data
     */
    double call() throws Exception;

    /** The most resident memory that its work took, in MiB; of this process, unless the work is done in others. */
    default OptionalLong peakRssMiB() {
        return Memory.peakRssMiB();
    }

    @Override
    void close() throws IOException;
}
