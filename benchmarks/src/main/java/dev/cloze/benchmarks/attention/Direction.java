package dev.cloze.benchmarks.attention;

import java.util.Locale;

/** Which part of a round a result is about. */
public enum Direction {
    FORWARD,
    BACKWARD,
    /** One after the other, in the same round. */
    BOTH;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What must be moved at least: each array read or written once, those that forward keeps apart. */
    long leastBytes(AttentionTask task) {
        int arrays =
                switch (this) {
                    case FORWARD -> 4; // q, k, v; the result
                    case BACKWARD -> 8; // those, the result's gradient; dq, dk, dv
                    case BOTH -> 12;
                };
        return (long) arrays * task.numbers() * Float.BYTES;
    }

    long flops(AttentionTask task) {
        return switch (this) {
            case FORWARD -> task.forwardFlops();
            case BACKWARD -> task.backwardFlops();
            case BOTH -> task.forwardFlops() + task.backwardFlops();
        };
    }
}
