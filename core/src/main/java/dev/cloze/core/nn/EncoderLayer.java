package dev.cloze.core.nn;

import dev.cloze.core.config.Dropout;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.config.NormPlacement;
import dev.cloze.core.graph.Tensor;
import java.util.Optional;

/**
 * One layer: self-attention and feed-forward, each in a residual with its norm ({@link NormPlacement}) and with dropout on
 * what it adds.
 */
final class EncoderLayer {
    private final NormPlacement placement;
    private final Dropout dropout;
    private final Optional<Norm> attentionNorm;
    private final Norm feedForwardNorm;
    private final SelfAttention attention;
    private final FeedForward feedForward;

    EncoderLayer(Parameters parameters, Dims dims, EncoderConfig config, int index) {
        placement = config.norm();
        dropout = config.dropout();
        double outputDeviation =
                switch (placement) {
                    case POST -> config.initialDeviation();
                    // Each layer adds two outputs to the stream: Radford et al. 2019, section 2.3.
                    case PRE, PRE_BUT_FIRST -> config.initialDeviation() / Math.sqrt(2.0 * config.layers());
                };
        attentionNorm = placement == NormPlacement.PRE_BUT_FIRST && index == 0
                ? Optional.empty()
                : Optional.of(new Norm(parameters.in("attention.norm"), dims.d(), config));
        attention = new SelfAttention(
                parameters.in("attention"),
                parameters.in("attention").withDeviation(outputDeviation),
                dims,
                config,
                config.reach(index));
        feedForwardNorm = new Norm(parameters.in("feedForward.norm"), dims.d(), config);
        feedForward = new FeedForward(
                parameters.in("feedForward"),
                parameters.in("feedForward").withDeviation(outputDeviation),
                dims,
                config);
    }

    Tensor apply(Tensor x_BTD, RowLayout layout) {
        return switch (placement) {
            case PRE, PRE_BUT_FIRST -> {
                Tensor normal_BTD = attentionNorm.map(norm -> norm.apply(x_BTD)).orElse(x_BTD);
                Tensor mixed_BTD = x_BTD.add(mix(normal_BTD, layout));
                yield mixed_BTD.add(feed(feedForwardNorm.apply(mixed_BTD)));
            }
            case POST -> {
                Tensor mixed_BTD = attentionNorm.orElseThrow().apply(x_BTD.add(mix(x_BTD, layout)));
                yield feedForwardNorm.apply(mixed_BTD.add(feed(mixed_BTD)));
            }
        };
    }

    private Tensor mix(Tensor x_BTD, RowLayout layout) {
        return attention.apply(x_BTD, layout).dropout(dropout.attentionOutput());
    }

    private Tensor feed(Tensor x_BTD) {
        return feedForward.apply(x_BTD).dropout(dropout.feedForwardOutput());
    }
}
