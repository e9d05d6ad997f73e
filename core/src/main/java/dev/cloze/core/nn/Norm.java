package dev.cloze.core.nn;

import dev.cloze.core.config.Biases;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.graph.Dim;
import dev.cloze.core.graph.Tensor;
import java.util.Optional;

/** Layer normalisation (Ba et al. 2016). */
final class Norm {
    private final Tensor weight;
    private final Optional<Tensor> bias;
    private final double epsilon;

    Norm(Parameters parameters, Dim width, EncoderConfig config) {
        weight = parameters.normWeight("weight", width);
        bias = config.biases() == Biases.EVERYWHERE ? Optional.of(parameters.bias("bias", width)) : Optional.empty();
        epsilon = config.normEpsilon();
    }

    Tensor apply(Tensor x) {
        return x.layerNorm(weight, bias, epsilon);
    }
}
