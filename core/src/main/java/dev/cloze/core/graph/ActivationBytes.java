package dev.cloze.core.graph;

import java.util.Collection;
import java.util.List;

/**
 * The memory that a training step's activations take, as an estimate: every result that is not a view of another,
 * at four bytes a number, held until the backward pass, and the masks of dropout. Attention is counted as its result,
 * which is what a fused kernel keeps; the eager kernel's probabilities come on top. Where attention has dropout, every
 * kernel keeps T x T numbers for each head: the probabilities, their mask, and what it leaves of them.
 */
public final class ActivationBytes {
    private static final int BYTES_PER_NUMBER = 4;

    private ActivationBytes() {}

    /** Bytes for the results on the way to the outputs. */
    public static long of(Graph graph, Collection<Tensor> outputs, Sizes sizes) {
        return of(graph.leadingTo(outputs), sizes);
    }

    /**
     * As {@link #of}, where each piece of the way to the output runs again in the backward pass: what goes into the
     * pieces, the masks of dropout at a byte an element, and once all of the largest piece.
     */
    public static long bySegments(Graph graph, Tensor output, Sizes sizes) {
        Segments segments = Segments.of(graph, output);
        long kept = 0;
        long largest = 0;
        for (List<Tensor> piece : segments.pieces()) {
            kept += piece.stream()
                    .mapToLong(tensor -> maskBytes(tensor.operation(), sizes))
                    .sum();
            Tensor result = piece.get(piece.size() - 1);
            kept += result.operation() == output.operation() ? 0 : BYTES_PER_NUMBER * sizes.count(result.shape());
            largest = Math.max(largest, of(piece, sizes));
        }
        return of(segments.common(), sizes) + kept + largest;
    }

    private static long of(List<Tensor> tensors, Sizes sizes) {
        return tensors.stream()
                .map(Tensor::operation)
                .filter(ActivationBytes::isNew)
                .mapToLong(operation ->
                        BYTES_PER_NUMBER * (sizes.count(operation.shape()) + numbersBesideResult(operation, sizes)))
                .sum();
    }

    private static long maskBytes(Operation operation, Sizes sizes) {
        if (operation instanceof Operation.Dropout dropout) {
            return sizes.count(dropout.shape());
        }
        return operation instanceof Operation.Attention attention && attention.dropout() > 0
                ? sizes.count(scores(attention))
                : 0;
    }

    private static Shape scores(Operation.Attention attention) {
        List<Dim> bhtk = attention.q().shape().dims();
        Dim t = bhtk.get(2);
        return Shape.of(bhtk.get(0), bhtk.get(1), t, t);
    }

    private static long numbersBesideResult(Operation operation, Sizes sizes) {
        if (operation instanceof Operation.Dropout dropout) {
            return sizes.count(dropout.shape());
        }
        if (operation instanceof Operation.Attention attention && attention.dropout() > 0) {
            return 3 * sizes.count(scores(attention));
        }
        return 0;
    }

    private static boolean isNew(Operation operation) {
        return !(operation instanceof Operation.Parameter
                || operation instanceof Operation.Split
                || operation instanceof Operation.Join
                || operation instanceof Operation.Transpose
                || operation instanceof Operation.Pick);
    }
}
