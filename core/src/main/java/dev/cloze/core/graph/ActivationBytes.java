package dev.cloze.core.graph;

import java.util.Collection;

/**
 * The memory that a training step's activations take, as an estimate: every result that is not a view of another,
 * at four bytes a number, held until the backward pass. Attention is counted as its result, which is what a fused
 * kernel keeps; the eager kernel's scores come on top.
 */
public final class ActivationBytes {
    private static final int BYTES_PER_NUMBER = 4;

    private ActivationBytes() {}

    /** Bytes for the results on the way to the outputs. */
    public static long of(Graph graph, Collection<Tensor> outputs, Sizes sizes) {
        return graph.leadingTo(outputs).stream()
                .filter(tensor -> isNew(tensor.operation()))
                .mapToLong(tensor -> BYTES_PER_NUMBER * sizes.count(tensor.shape()))
                .sum();
    }

    private static boolean isNew(Operation operation) {
        return !(operation instanceof Operation.Parameter
                || operation instanceof Operation.Split
                || operation instanceof Operation.Join
                || operation instanceof Operation.Transpose
                || operation instanceof Operation.Pick);
    }
}
