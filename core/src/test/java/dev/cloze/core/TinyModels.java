package dev.cloze.core;

import dev.cloze.core.config.Activation;
import dev.cloze.core.config.Biases;
import dev.cloze.core.config.Dropout;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.config.FeedForwardKind;
import dev.cloze.core.config.NormPlacement;
import dev.cloze.core.config.Positions;

/** Two shapes that have every part between them, small enough to count by hand. */
public final class TinyModels {
    /** As in Devlin et al. 2019: learned positions, token types, norms after the sublayers, biases. */
    public static final EncoderConfig BERT = new EncoderConfig(
            2,
            8,
            2,
            16,
            24,
            2,
            NormPlacement.POST,
            Positions.LEARNED,
            10_000,
            10_000,
            1,
            2,
            FeedForwardKind.PLAIN,
            Activation.GELU,
            Biases.EVERYWHERE,
            1e-5,
            0.3,
            Dropout.NONE);

    /** Rotary positions, norms before the sublayers, gates, no biases. */
    public static final EncoderConfig MODERN = modern(2, 1);

    /** The same with four layers, of which the second, third and fourth see four tokens to each side. */
    public static final EncoderConfig LOCAL = modern(4, 4);

    private TinyModels() {}

    private static EncoderConfig modern(int layers, int globalEvery) {
        return new EncoderConfig(
                layers,
                8,
                2,
                6,
                24,
                0,
                NormPlacement.PRE_BUT_FIRST,
                Positions.ROTARY,
                100,
                20,
                globalEvery,
                8,
                FeedForwardKind.GATED,
                Activation.GELU,
                Biases.NONE,
                1e-5,
                0.3,
                Dropout.NONE);
    }
}
