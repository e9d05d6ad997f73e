package dev.cloze.core.nn;

import dev.cloze.core.config.Activation;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.graph.Tensor;
import java.util.Optional;

/** The head of BERT (Devlin et al. 2019): dense, activation, norm, and a decoder tied to the token vectors, with a bias. */
final class MaskedLanguageHead {
    private final Activation activation;
    private final Linear dense;
    private final Norm norm;
    private final Tensor decoder_VD;
    private final Tensor bias_V;

    MaskedLanguageHead(Parameters parameters, Tensor decoder_VD, Dims dims, EncoderConfig config) {
        activation = config.activation();
        dense = new Linear(parameters.in("dense"), dims.d(), dims.d(), 1, config.biases());
        norm = new Norm(parameters.in("norm"), dims.d(), config);
        this.decoder_VD = decoder_VD;
        bias_V = parameters.bias("bias", dims.v());
    }

    /** Logits of the rows given: only masked positions come here, since nothing else has a loss. */
    Tensor apply(Tensor x_MD) {
        return norm.apply(dense.apply(x_MD).activate(activation)).linear(decoder_VD, Optional.of(bias_V));
    }
}
