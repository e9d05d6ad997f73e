package dev.cloze.benchmarks.harness;

/**
 * A ratio of medians with its 95 % interval.
 *
 * @param value below 1: the first is faster
 * @param low lower end of the interval
 * @param high upper end of the interval
 */
public record Ratio(double value, double low, double high) {

    /** Whether the interval excludes 1: the difference is more than the samples' spread explains. */
    public boolean isDifference() {
        return low > 1 || high < 1;
    }
}
