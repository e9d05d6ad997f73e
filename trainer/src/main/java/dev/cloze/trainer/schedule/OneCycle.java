package dev.cloze.trainer.schedule;

/**
 * One cycle (Smith and Topin 2019): along half a cosine from a 25th of the peak up to it, reached in the warm-up's last
 * step, and along another down to a 250,000th of it, in the run's last. The momentum stays.
 */
public record OneCycle(long steps, long warmupSteps) implements Schedule {
    private static final double FIRST = 1.0 / 25;
    private static final double LAST = FIRST / 10_000;

    @Override
    public double factor(double step) {
        long peak = Math.max(0, warmupSteps - 1);
        return step < peak
                ? between(FIRST, step / peak)
                : between(LAST, step == peak ? 1 : Math.max(0, steps - 1 - step) / (steps - 1 - peak));
    }

    /** From a factor at 0 to the peak at 1. */
    private static double between(double low, double height) {
        return low + (1 - low) * (1 - Math.cos(Math.PI * height)) / 2;
    }
}
