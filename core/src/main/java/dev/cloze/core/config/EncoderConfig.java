package dev.cloze.core.config;

import java.util.OptionalInt;

/**
 * The shape of an encoder and of its head; with the size of a vocabulary it determines every parameter.
 *
 * @param layers encoder layers, at least 1
 * @param width D, a multiple of {@code heads}
 * @param heads H
 * @param feedForwardWidth F; for GEGLU the width after the gate
 * @param maxPositions the longest row that the model takes, in tokens
 * @param tokenTypes how many token types have a vector of their own (BERT 2); 0 for none
 * @param norm where the normalisation stands
 * @param positions how positions are told apart; ROTARY needs an even head width
 * @param rotaryTheta base of the rotary angles in layers that see whole documents (Su et al. 2021: 10,000; ModernBERT
 *     160,000); unused for LEARNED
 * @param localRotaryTheta the same in layers that see a window
 * @param globalEvery layers 0, {@code globalEvery}, 2 {@code globalEvery} ... see whole documents, the others a window
 *     (ModernBERT 3); 1 for all layers
 * @param localWindow in layers with a window a token sees those of its document at most half of this away (ModernBERT
 *     128, so 129 tokens with itself); even
 * @param feedForward plain or gated
 * @param activation of the feed-forward layers and of the head
 * @param biases whether linear layers and norms have biases
 * @param normEpsilon added to the variance in layer normalisation
 * @param initialDeviation standard deviation, before it is cut at two, of the normal that fills matrices (Devlin et al.
 *     2019: 0.02)
 * @param dropout rates, in training
 */
public record EncoderConfig(
        int layers,
        int width,
        int heads,
        int feedForwardWidth,
        int maxPositions,
        int tokenTypes,
        NormPlacement norm,
        Positions positions,
        double rotaryTheta,
        double localRotaryTheta,
        int globalEvery,
        int localWindow,
        FeedForwardKind feedForward,
        Activation activation,
        Biases biases,
        double normEpsilon,
        double initialDeviation,
        Dropout dropout) {

    private static final long LARGEST_PARAMETER = (1L << 29) - 1;

    public EncoderConfig {
        positive("layers", layers);
        positive("width", width);
        positive("heads", heads);
        positive("feedForwardWidth", feedForwardWidth);
        positive("maxPositions", maxPositions);
        check(tokenTypes >= 0, "tokenTypes", "0 or more", tokenTypes);
        // A parameter goes to the engine through one Java buffer, which holds at most 2^31 - 1 bytes.
        check(fits(3L * width, width), "width", "a matrix [3 width, width] of less than 2^29 numbers", width);
        check(
                fits(2L * feedForwardWidth, width),
                "feedForwardWidth",
                "a matrix [2 feedForwardWidth, width] of less than 2^29 numbers",
                feedForwardWidth);
        check(
                fits(maxPositions, width),
                "maxPositions",
                "a table [maxPositions, width] of less than 2^29 numbers",
                maxPositions);
        check(
                fits(tokenTypes, width),
                "tokenTypes",
                "a table [tokenTypes, width] of less than 2^29 numbers",
                tokenTypes);
        check(width % heads == 0, "heads", "a divisor of width " + width, heads);
        check(
                positions != Positions.ROTARY || width / heads % 2 == 0,
                "heads",
                "an even head width for rotary positions (width " + width + " / heads)",
                heads);
        theta("rotaryTheta", rotaryTheta);
        theta("localRotaryTheta", localRotaryTheta);
        positive("globalEvery", globalEvery);
        check(localWindow > 0 && localWindow % 2 == 0, "localWindow", "a positive even number", localWindow);
        check(normEpsilon > 0 && normEpsilon < 1, "normEpsilon", "a number between 0 and 1", normEpsilon);
        check(
                initialDeviation > 0 && initialDeviation < 1,
                "initialDeviation",
                "a number between 0 and 1",
                initialDeviation);
    }

    /** Whether the layer of this index, from 0, sees whole documents; else it sees a window. */
    public boolean isGlobal(int layer) {
        return layer % globalEvery == 0;
    }

    /** How far a token sees in a layer: at most so many places away; empty for its whole document. */
    public OptionalInt reach(int layer) {
        return isGlobal(layer) ? OptionalInt.empty() : OptionalInt.of(localWindow / 2);
    }

    /** K, the width of one head. */
    public int headWidth() {
        return width / heads;
    }

    private static boolean fits(long rows, long columns) {
        return rows <= LARGEST_PARAMETER / columns;
    }

    private static void theta(String field, double value) {
        check(Double.isFinite(value) && value > 1, field, "a finite number above 1", value);
    }

    private static void positive(String field, int value) {
        check(value > 0, field, "a positive number", value);
    }

    private static void check(boolean holds, String field, String expected, Object got) {
        if (!holds) {
            throw new InvalidConfigException(field, expected, got);
        }
    }
}
