package dev.cloze.benchmarks.harness;

/**
 * One call.
 *
 * @param seconds how long it took
 * @param waitingSeconds the part of it spent waiting for data
 */
public record Sample(double seconds, double waitingSeconds) {}
