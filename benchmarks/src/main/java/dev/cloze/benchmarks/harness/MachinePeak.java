package dev.cloze.benchmarks.harness;

/**
 * The matrix-multiply peak of the machine around a cell's rounds, in FLOP per second.
 *
 * @param before measured before the rounds
 * @param after measured after them
 */
public record MachinePeak(double before, double after) {
    private static final double STEADY = 0.05;

    /** The larger of the two: what else the machine does lowers a measured peak and never raises it. */
    public double best() {
        return Math.max(before, after);
    }

    /** Whether both agree within 5 %; if not, something else used the machine, or it changed its clock. */
    public boolean isSteady() {
        return isNear(before, after);
    }

    static boolean isNear(double one, double other) {
        return Math.abs(one - other) <= STEADY * Math.max(one, other);
    }
}
