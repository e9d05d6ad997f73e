package dev.cloze.benchmarks.harness;

import dev.cloze.trainer.observe.Memory;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** A variant that is ready. Opened, called and closed on one and the same thread. */
public interface Subject extends AutoCloseable {
    /**
     * Does the cell's work once.
     *
     * @return the seconds of it in which the call waited for its data
     */
    double call() throws Exception;

    /** Calls once, with its time by the clock that is given. */
    default Sample sample(LongSupplier nanoTime) throws Exception {
        long start = nanoTime.getAsLong();
        double waiting = call();
        return new Sample((nanoTime.getAsLong() - start) * 1e-9, waiting);
    }

    /** The most resident memory that its work took, in MiB; of this process, unless the work is done in others. */
    default OptionalLong peakRssMiB() throws IOException {
        return Memory.peakRssMiB();
    }

    /** What a reader of its result has to know and its numbers do not say. */
    default Optional<String> remark() {
        return Optional.empty();
    }

    @Override
    void close() throws IOException;
}
