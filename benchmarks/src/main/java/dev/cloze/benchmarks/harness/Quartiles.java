package dev.cloze.benchmarks.harness;

import java.util.Arrays;

/** Quartiles with linear interpolation between the samples (Hyndman and Fan 1996, definition 7). */
public record Quartiles(double lower, double median, double upper) {

    public static Quartiles of(double[] samples) {
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        return new Quartiles(quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75));
    }

    /** A quantile of ascending numbers. */
    static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
