package dev.cloze.core.graph;

import java.util.Collection;
import java.util.List;

/**
 * The memory that a training step's activations take, as an estimate: every result that is not a view of another, in
 * the format in which it comes ({@link MixedPrecision}), held until the backward pass, and the masks of dropout. With products
 * of another format than float32, norms and rotations stay only as what products take of them, and matrices have a
 * copy for them. Attention is counted as its result, which is what a fused kernel keeps; the eager kernel keeps its
 * probabilities too, T x T for each head. Where attention has dropout, every kernel keeps three such: the probabilities,
 * their mask, and what it leaves of them.
 */
public final class ActivationBytes {
    private final Sizes sizes;
    private final MixedPrecision precision;
    private final Precision units;
    private final boolean keepsProbabilities;

    /**
     * An estimate.
     *
     * @param sizes the free dimensions
     * @param operands the format to which the operands of linear layers and attention are rounded
     * @param units the format in which these are multiplied: the same, or float32
     * @param keepsProbabilities whether attention without dropout does
     */
    public ActivationBytes(Sizes sizes, Precision operands, Precision units, boolean keepsProbabilities) {
        this.sizes = sizes;
        this.units = units;
        this.keepsProbabilities = keepsProbabilities;
        precision = new MixedPrecision(operands);
    }

    /** Bytes for the results on the way to the outputs. */
    public long of(Graph graph, Collection<Tensor> outputs) {
        return of(graph.leadingTo(outputs));
    }

    /**
     * As {@link #of}, where each piece of the way to the output runs again in the backward pass: what goes into the
     * pieces, the masks of dropout at a byte an element, and once all of the largest piece.
     */
    public long bySegments(Graph graph, Tensor output) {
        Segments segments = Segments.of(graph, output);
        long kept = 0;
        long largest = 0;
        for (List<Tensor> piece : segments.pieces()) {
            kept += piece.stream()
                    .mapToLong(tensor -> maskBytes(tensor.operation()))
                    .sum();
            Tensor result = piece.get(piece.size() - 1);
            kept += result.operation() == output.operation()
                    ? 0
                    : precision.of(result).bytes() * sizes.count(result.shape());
            largest = Math.max(largest, of(piece));
        }
        return of(segments.common()) + kept + largest;
    }

    /** Bytes of the largest array on the way to the outputs, in float32: a result, or attention's probabilities. */
    public long largest(Graph graph, Collection<Tensor> outputs) {
        return Precision.FLOAT32.bytes()
                * graph.leadingTo(outputs).stream()
                        .mapToLong(tensor -> Math.max(
                                isNew(tensor.operation()) ? sizes.count(tensor.shape()) : 0,
                                probabilities(tensor.operation())))
                        .max()
                        .orElse(0);
    }

    /** How many probabilities attention keeps at once. */
    private long probabilities(Operation operation) {
        return operation instanceof Operation.Attention attention && (keepsProbabilities || attention.dropout() > 0)
                ? sizes.count(scores(attention))
                : 0;
    }

    private long of(List<Tensor> tensors) {
        return tensors.stream()
                .filter(tensor -> isNew(tensor.operation()))
                .mapToLong(tensor -> kept(tensor).bytes() * sizes.count(tensor.shape())
                        + copiedBytes(tensor.operation())
                        + Precision.FLOAT32.bytes() * numbersBesideResult(tensor.operation()))
                .sum();
    }

    private Precision kept(Tensor result) {
        boolean isForProducts =
                result.operation() instanceof Operation.LayerNorm || result.operation() instanceof Operation.Rotate;
        return isForProducts ? units : precision.of(result);
    }

    /** The copies of operands that products keep: of matrices, and of all that is not of the units' format. */
    private long copiedBytes(Operation operation) {
        if (operation instanceof Operation.Linear linear) {
            return copiedBytes(linear.x()) + copiedBytes(linear.weight());
        }
        return operation instanceof Operation.Attention attention
                ? copiedBytes(attention.q()) + copiedBytes(attention.k()) + copiedBytes(attention.v())
                : 0;
    }

    private long copiedBytes(Tensor operand) {
        boolean isMatrix = operand.operation() instanceof Operation.Parameter;
        boolean isCopied = isMatrix
                ? precision.products() != Precision.FLOAT32
                : precision.of(operand) != Precision.FLOAT32 && precision.of(operand) != units;
        return isCopied ? units.bytes() * sizes.count(operand.shape()) : 0;
    }

    private long maskBytes(Operation operation) {
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

    private long numbersBesideResult(Operation operation) {
        if (operation instanceof Operation.Dropout dropout) {
            return sizes.count(dropout.shape());
        }
        if (operation instanceof Operation.Attention attention) {
            return (attention.dropout() > 0 ? 3 : 1) * probabilities(attention);
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
