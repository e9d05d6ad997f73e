package dev.cloze.trainer.run;

import dev.cloze.corpora.Progress;
import dev.cloze.trainer.observe.Console;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** A line every few seconds while a pass over the corpus lasts, and the place where a pass is given up. */
final class PassProgress implements Progress {
    private static final double SECONDS_BETWEEN_LINES = 5;

    private final Console console;
    private final BooleanSupplier stop;
    private final String stage;
    private final long start = System.nanoTime();
    private double lastLine;

    PassProgress(Console console, BooleanSupplier stop, String stage) {
        this.console = console;
        this.stop = stop;
        this.stage = stage;
    }

    @Override
    public void at(long documents, long bytes) {
        if (stop.getAsBoolean()) {
            throw new CancellationException("stopped in the stage " + stage);
        }
        double seconds = (System.nanoTime() - start) * 1e-9;
        if (seconds - lastLine >= SECONDS_BETWEEN_LINES) {
            lastLine = seconds;
            console.line(stage, "%,d documents, %.1f MB, %.1f MB/s", documents, bytes / 1e6, bytes / 1e6 / seconds);
        }
    }
}
