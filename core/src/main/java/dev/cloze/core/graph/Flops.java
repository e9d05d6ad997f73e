package dev.cloze.core.graph;

import java.util.Collection;

/**
 * The floating-point operations of a graph's matrix products, exactly: two for each multiply-add. What is not a matrix
 * product (norms, activations, look-ups, the softmax) counts nothing, as is the custom for model FLOPs (Chowdhery et
 * al. 2022, appendix B). Attention counts only pairs of tokens that see each other, so that work on a row's other
 * documents is waste and not utilisation.
 */
public final class Flops {
    private Flops() {}

    /**
     * FLOPs of one forward pass.
     *
     * @param sizes the free dimensions
     * @param pairs of the whole batch
     */
    public static long forward(Graph graph, Collection<Tensor> outputs, Sizes sizes, AttendedPairs pairs) {
        Counter counter = new Counter(sizes, pairs);
        return graph.leadingTo(outputs).stream()
                .mapToLong(tensor -> tensor.operation().accept(counter))
                .sum();
    }

    /** FLOPs of a forward and a backward pass: each product has two products as its gradients. */
    public static long training(Graph graph, Collection<Tensor> outputs, Sizes sizes, AttendedPairs pairs) {
        return 3 * forward(graph, outputs, sizes, pairs);
    }

    private record Counter(Sizes sizes, AttendedPairs pairs) implements Operation.Visitor<Long> {
        @Override
        public Long linear(Operation.Linear linear) {
            return 2 * sizes.count(linear.shape()) * sizes.of(linear.x().shape().last());
        }

        @Override
        public Long attention(Operation.Attention attention) {
            Shape q_BHTK = attention.q().shape();
            long widthOfAllHeads = (long) sizes.of(q_BHTK.dims().get(1))
                    * sizes.of(q_BHTK.dims().get(3));
            return 2 * 2 * pairs.within(attention.reach()) * widthOfAllHeads;
        }

        @Override
        public Long input(Operation.Input operation) {
            return 0L;
        }

        @Override
        public Long parameter(Operation.Parameter operation) {
            return 0L;
        }

        @Override
        public Long add(Operation.Add operation) {
            return 0L;
        }

        @Override
        public Long multiply(Operation.Multiply operation) {
            return 0L;
        }

        @Override
        public Long divide(Operation.Divide operation) {
            return 0L;
        }

        @Override
        public Long sum(Operation.Sum operation) {
            return 0L;
        }

        @Override
        public Long activate(Operation.Activate operation) {
            return 0L;
        }

        @Override
        public Long tanh(Operation.Tanh operation) {
            return 0L;
        }

        @Override
        public Long cos(Operation.Cos operation) {
            return 0L;
        }

        @Override
        public Long sin(Operation.Sin operation) {
            return 0L;
        }

        @Override
        public Long layerNorm(Operation.LayerNorm operation) {
            return 0L;
        }

        @Override
        public Long embedding(Operation.Embedding operation) {
            return 0L;
        }

        @Override
        public Long rows(Operation.Rows operation) {
            return 0L;
        }

        @Override
        public Long split(Operation.Split operation) {
            return 0L;
        }

        @Override
        public Long join(Operation.Join operation) {
            return 0L;
        }

        @Override
        public Long transpose(Operation.Transpose operation) {
            return 0L;
        }

        @Override
        public Long pick(Operation.Pick operation) {
            return 0L;
        }

        @Override
        public Long rotaryAngles(Operation.RotaryAngles operation) {
            return 0L;
        }

        @Override
        public Long rotate(Operation.Rotate operation) {
            return 0L;
        }

        @Override
        public Long dropout(Operation.Dropout operation) {
            return 0L;
        }

        @Override
        public Long crossEntropy(Operation.CrossEntropy operation) {
            return 0L;
        }

        @Override
        public Long argMax(Operation.ArgMax operation) {
            return 0L;
        }
    }
}
