package dev.cloze.core;

import dev.cloze.core.config.Biases;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.config.FeedForwardKind;
import dev.cloze.core.config.NormPlacement;
import dev.cloze.core.config.Positions;

/** Two shapes that have every part between them, small enough to count by hand. */
public final class TinyModels {
    /** As in Devlin et al. 2019: learned positions, norms after the sublayers, GELU, biases. */
    public static final EncoderConfig BERT = new EncoderConfig(
            2,
            8,
            2,
            16,
            24,
            NormPlacement.POST,
            Positions.LEARNED,
            10_000,
            FeedForwardKind.GELU,
            Biases.EVERYWHERE,
            1e-5,
            0.3,
            0,
            0);

    /** Rotary positions, norms before the sublayers, GEGLU, no biases. */
    public static final EncoderConfig MODERN = new EncoderConfig(
            2,
            8,
            2,
            6,
            24,
            NormPlacement.PRE,
            Positions.ROTARY,
            100,
            FeedForwardKind.GEGLU,
            Biases.NONE,
            1e-5,
            0.3,
            0,
            0);

    private TinyModels() {}
}
