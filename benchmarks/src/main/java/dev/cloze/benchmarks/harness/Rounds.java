package dev.cloze.benchmarks.harness;

/**
 * How often each variant is called.
 *
 * @param warmUp rounds that are thrown away: the JVM compiles and the engine allocates in them
 * @param measured rounds that count
 * @param forMemory calls in the process that measures memory
 */
public record Rounds(int warmUp, int measured, int forMemory) {
    private static final int FEWEST =
            9; // of 5 log-normal samples, 95 % intervals hold the true ratio in 93 % of cases only

    public Rounds {
        if (warmUp < 0) {
            throw new IllegalArgumentException("warmUp: expected 0 or more, got " + warmUp);
        }
        if (measured < FEWEST) {
            throw new IllegalArgumentException("measured: expected " + FEWEST + " or more, got " + measured);
        }
        if (forMemory < 1) {
            throw new IllegalArgumentException("forMemory: expected 1 or more, got " + forMemory);
        }
    }
}
