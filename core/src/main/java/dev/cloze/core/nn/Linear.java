package dev.cloze.core.nn;

import dev.cloze.core.config.Biases;
import dev.cloze.core.graph.Dim;
import dev.cloze.core.graph.Tensor;
import java.util.Optional;

/** {@code x W' + b}. */
final class Linear {
    private final Tensor weight;
    private final Optional<Tensor> bias;

    /** {@code blocks} independent projections may stand below each other in the weight. */
    Linear(Parameters parameters, Dim in, Dim out, int blocks, Biases biases) {
        weight = parameters.matrix("weight", blocks, out, in);
        bias = biases == Biases.EVERYWHERE ? Optional.of(parameters.bias("bias", out)) : Optional.empty();
    }

    Tensor apply(Tensor x) {
        return x.linear(weight, bias);
    }
}
