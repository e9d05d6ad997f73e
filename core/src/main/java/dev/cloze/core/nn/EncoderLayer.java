package dev.cloze.core.nn;

import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.config.NormPlacement;
import dev.cloze.core.graph.Tensor;

/** One layer: self-attention and feed-forward, each in a residual with its norm and with dropout on what it adds. */
final class EncoderLayer {
    private final NormPlacement placement;
    private final double dropout;
    private final Norm attentionNorm;
    private final Norm feedForwardNorm;
    private final SelfAttention attention;
    private final FeedForward feedForward;

    EncoderLayer(Parameters parameters, Dims dims, EncoderConfig config) {
        placement = config.norm();
        dropout = config.dropout();
        double outputDeviation =
                switch (placement) {
                    case POST -> config.initialDeviation();
                    // Each layer adds two outputs to the stream: Radford et al. 2019, section 2.3.
                    case PRE -> config.initialDeviation() / Math.sqrt(2.0 * config.layers());
                };
        attentionNorm = new Norm(parameters.in("attention.norm"), dims.d(), config);
        attention = new SelfAttention(
                parameters.in("attention"), parameters.in("attention").withDeviation(outputDeviation), dims, config);
        feedForwardNorm = new Norm(parameters.in("feedForward.norm"), dims.d(), config);
        feedForward = new FeedForward(
                parameters.in("feedForward"),
                parameters.in("feedForward").withDeviation(outputDeviation),
                dims,
                config);
    }

    Tensor apply(Tensor x_BTD, RowLayout layout) {
        return switch (placement) {
            case PRE -> {
                Tensor mixed_BTD = x_BTD.add(mix(attentionNorm.apply(x_BTD), layout));
                yield mixed_BTD.add(feed(feedForwardNorm.apply(mixed_BTD)));
            }
            case POST -> {
                Tensor mixed_BTD = attentionNorm.apply(x_BTD.add(mix(x_BTD, layout)));
                yield feedForwardNorm.apply(mixed_BTD.add(feed(mixed_BTD)));
            }
        };
    }

    private Tensor mix(Tensor x_BTD, RowLayout layout) {
        return attention.apply(x_BTD, layout).dropout(dropout);
    }

    private Tensor feed(Tensor x_BTD) {
        return feedForward.apply(x_BTD).dropout(dropout);
    }
}
