package dev.cloze.core.config;

/**
 * The shape of an encoder and of its head; with the size of a vocabulary it determines every parameter.
 *
 * @param layers encoder layers, at least 1
 * @param width D, a multiple of {@code heads}
 * @param heads H
 * @param feedForwardWidth F; for GEGLU the width after the gate
 * @param maxPositions the longest row that the model takes, in tokens
 * @param norm where the normalisation stands
 * @param positions how positions are told apart; ROTARY needs an even head width
 * @param rotaryTheta base of the rotary angles (Su et al. 2021: 10,000); unused for LEARNED
 * @param feedForward GELU or GEGLU
 * @param biases whether linear layers and norms have biases
 * @param normEpsilon added to the variance in layer normalisation
 * @param initialDeviation standard deviation, before it is cut at two, of the normal that fills matrices (Devlin et al.
 *     2019: 0.02)
 * @param dropout in training the rate for the embeddings and for what each sublayer adds (Devlin et al. 2019: 0.1); 0
 *     for none
 * @param attentionDropout in training the rate for the attention probabilities, likewise
 */
public record EncoderConfig(
        int layers,
        int width,
        int heads,
        int feedForwardWidth,
        int maxPositions,
        NormPlacement norm,
        Positions positions,
        double rotaryTheta,
        FeedForwardKind feedForward,
        Biases biases,
        double normEpsilon,
        double initialDeviation,
        double dropout,
        double attentionDropout) {

    private static final long LARGEST_PARAMETER = (1L << 29) - 1;

    public EncoderConfig {
        positive("layers", layers);
        positive("width", width);
        positive("heads", heads);
        positive("feedForwardWidth", feedForwardWidth);
        positive("maxPositions", maxPositions);
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
        check(width % heads == 0, "heads", "a divisor of width " + width, heads);
        check(
                positions != Positions.ROTARY || width / heads % 2 == 0,
                "heads",
                "an even head width for rotary positions (width " + width + " / heads)",
                heads);
        check(Double.isFinite(rotaryTheta) && rotaryTheta > 1, "rotaryTheta", "a finite number above 1", rotaryTheta);
        check(normEpsilon > 0 && normEpsilon < 1, "normEpsilon", "a number between 0 and 1", normEpsilon);
        check(
                initialDeviation > 0 && initialDeviation < 1,
                "initialDeviation",
                "a number between 0 and 1",
                initialDeviation);
        rate("dropout", dropout);
        rate("attentionDropout", attentionDropout);
    }

    /** Whether training draws random numbers. */
    public boolean drops() {
        return dropout > 0 || attentionDropout > 0;
    }

    /** K, the width of one head. */
    public int headWidth() {
        return width / heads;
    }

    private static boolean fits(long rows, long columns) {
        return rows <= LARGEST_PARAMETER / columns;
    }

    private static void rate(String field, double value) {
        check(value >= 0 && value < 1, field, "a rate from 0 to below 1", value);
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
