package dev.cloze.core.nn;

import dev.cloze.core.config.Activation;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.config.FeedForwardKind;
import dev.cloze.core.graph.Dim;
import dev.cloze.core.graph.Tensor;

/** The feed-forward sublayer: plain (Vaswani et al. 2017, section 3.3) or gated (Shazeer 2020). */
final class FeedForward {
    private static final Dim TWO = Dim.of("2", 2);

    private final Dims dims;
    private final FeedForwardKind kind;
    private final Activation activation;
    private final double dropout;
    private final Dim joined;
    private final Linear in;
    private final Linear out;

    FeedForward(Parameters parameters, Parameters outputs, Dims dims, EncoderConfig config) {
        this.dims = dims;
        kind = config.feedForward();
        activation = config.activation();
        dropout = config.dropout().feedForwardInner();
        joined = Dim.of("2F", 2 * config.feedForwardWidth());
        boolean gated = kind == FeedForwardKind.GATED;
        in = new Linear(parameters.in("in"), dims.d(), gated ? joined : dims.f(), gated ? 2 : 1, config.biases());
        out = new Linear(outputs.in("out"), dims.f(), dims.d(), 1, config.biases());
    }

    Tensor apply(Tensor x_BTD) {
        Tensor inner = in.apply(x_BTD).named("inner");
        Tensor active_BTF =
                switch (kind) {
                    case PLAIN -> inner.activate(activation);
                    case GATED -> gated(inner.split(joined, TWO, dims.f()));
                };
        return out.apply(active_BTF.dropout(dropout));
    }

    private Tensor gated(Tensor inner_BT2F) {
        Tensor values_BTF = inner_BT2F.pick(TWO, 0).named("values");
        Tensor gates_BTF = inner_BT2F.pick(TWO, 1).named("gates");
        return values_BTF.activate(activation).multiply(gates_BTF);
    }
}
