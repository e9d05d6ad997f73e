package dev.cloze.benchmarks.harness;

import java.util.OptionalLong;

/**
 * What one call does. It is the task's work and not the variant's: what a variant computes in vain counts nothing.
 *
 * @param flops floating-point operations of the matrix products; empty where there are none to speak of
 * @param items things handled
 * @param unit what they are, in the plural: {@code tokens}
 */
public record Work(OptionalLong flops, long items, String unit) {
    public Work {
        if (items < 1) {
            throw new IllegalArgumentException("items: expected 1 or more, got " + items);
        }
    }
}
