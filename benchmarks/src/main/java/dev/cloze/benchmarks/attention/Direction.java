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

    long flops(AttentionTask task) {
        return switch (this) {
            case FORWARD -> task.forwardFlops();
            case BACKWARD -> task.backwardFlops();
            case BOTH -> task.forwardFlops() + task.backwardFlops();
        };
    }
}
