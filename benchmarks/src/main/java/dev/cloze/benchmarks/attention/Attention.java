package dev.cloze.benchmarks.attention;

import java.util.List;
import java.util.Optional;

/**
 * A way to compute attention, to be measured beside others. Implementations of others are found by {@code ServiceLoader}:
 * their names stand in {@code META-INF/services/dev.cloze.benchmarks.attention.Attention}.
 */
public interface Attention {
    /** What results call it: lower-case letters, digits and hyphens. */
    String name();

    /** Why it leaves a task out, as for lack of memory or because it would take minutes; empty if it takes it. */
    default Optional<String> refusal(AttentionTask task) {
        return Optional.empty();
    }

    /**
     * Makes ready what goes by sizes and documents alone; not measured. All calls of what is returned come from the thread
     * that calls this.
     */
    Prepared prepare(AttentionTask task) throws Exception;

    /**
     * Attention that is ready for a task. A round is {@link #take}, {@link #forward}, {@link #backward},
     * {@link #outputs}, in this order and with other numbers each time. All arrays are row-major BHTK: as many numbers as
     * {@link AttentionTask#numbers}.
     */
    interface Prepared extends AutoCloseable {
        /**
         * Takes a round's numbers to where they are used. Its time is reported as conversion, with that of
         * {@link #outputs}, and is no part of any other.
         *
         * @param outGradient_BHTK the gradient of the loss with respect to the output, 0 at padding
         */
        void take(float[] q_BHTK, float[] k_BHTK, float[] v_BHTK, float[] outGradient_BHTK) throws Exception;

        /** Computes the output and keeps what the backward pass needs. Measured; returns when it is done. */
        void forward() throws Exception;

        /** Computes the gradients of queries, keys and values. Measured; returns when it is done. */
        void backward() throws Exception;

        /** Hands over the round's results; what they are at padding is nobody's concern. */
        Outputs outputs() throws Exception;

        @Override
        void close();
    }

    /** A round's results, each row-major BHTK. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Outputs(float[] out, float[] qGradient, float[] kGradient, float[] vGradient) {
        /** What the four arrays are called, in their order. */
        static final List<String> NAMES = List.of("out", "dQ", "dK", "dV");

        float[] array(int place) {
            return switch (place) {
                case 0 -> out;
                case 1 -> qGradient;
                case 2 -> kGradient;
                default -> vGradient;
            };
        }
    }
}
