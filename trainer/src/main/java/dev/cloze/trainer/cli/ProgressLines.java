package dev.cloze.trainer.cli;

import dev.cloze.trainer.observe.Console;

/** A line every few seconds while something lasts: how much is done, and how long the rest will take at this rate. */
final class ProgressLines {
    private static final double SECONDS_BETWEEN_LINES = 5;

    private final Console console;
    private final String stage;
    private final long start = System.nanoTime();
    private double lastLine;

    ProgressLines(Console console, String stage) {
        this.console = console;
        this.stage = stage;
    }

    /** Hears how far it has come; {@code done} of {@code all} in any unit. */
    void at(long done, long all, String what) {
        double seconds = (System.nanoTime() - start) * 1e-9;
        if (seconds - lastLine >= SECONDS_BETWEEN_LINES && done > 0) {
            lastLine = seconds;
            double share = Math.min(1, (double) done / Math.max(1, all));
            console.line(
                    stage,
                    "%3.0f %%, %s, about %s left",
                    100 * share,
                    what,
                    Console.clock(seconds * (1 - share) / share));
        }
    }
}
