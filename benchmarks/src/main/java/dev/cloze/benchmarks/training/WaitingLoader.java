package dev.cloze.benchmarks.training;

import dev.cloze.trainer.batch.BatchLoader;
import dev.cloze.trainer.batch.StepBatch;
import dev.cloze.trainer.recipe.Recipe;
import java.io.IOException;

/** Cloze's loader over synthetic rows, with the time that its user waits for it. */
final class WaitingLoader implements AutoCloseable {
    private final SyntheticRows source;
    private final BatchLoader loader;

    private WaitingLoader(SyntheticRows source) {
        this.source = source;
        loader = new BatchLoader(source.rows()::at, 0, Long.MAX_VALUE);
    }

    static WaitingLoader open(ModelSize size, Recipe recipe) throws IOException {
        return new WaitingLoader(SyntheticRows.of(size, recipe));
    }

    /** A batch, and the seconds that passed until it was there. */
    record Waited(StepBatch batch, double seconds) {}

    Waited next() throws Exception {
        long start = System.nanoTime();
        StepBatch batch = loader.next();
        return new Waited(batch, (System.nanoTime() - start) * 1e-9);
    }

    @Override
    public void close() throws IOException {
        loader.close();
        source.close();
    }
}
