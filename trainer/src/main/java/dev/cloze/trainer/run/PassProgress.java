package dev.cloze.trainer.run;

import dev.cloze.corpora.Progress;
import dev.cloze.trainer.observe.Console;

/** A line every few seconds while a pass over the corpus lasts. */
final class PassProgress implements Progress {
    private static final double SECONDS_BETWEEN_LINES = 5;

    private final Console console;
    private final String stage;
    private final long start = System.nanoTime();
    private double lastLine;

    PassProgress(Console console, String stage) {
        this.console = console;
        this.stage = stage;
    }

    @Override
    public void at(long documents, long bytes) {
        double seconds = (System.nanoTime() - start) * 1e-9;
        if (seconds - lastLine >= SECONDS_BETWEEN_LINES) {
            lastLine = seconds;
            console.line(stage, "%,d documents, %.1f MB, %.1f MB/s", documents, bytes / 1e6, bytes / 1e6 / seconds);
        }
    }
}
