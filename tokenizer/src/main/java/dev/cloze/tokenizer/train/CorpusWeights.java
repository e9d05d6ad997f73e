package dev.cloze.tokenizer.train;

import java.util.Arrays;

/**
 * How much the words of each of several corpora count, so that a small one, of a language of which there is less text, is
 * not lost among large ones.
 *
 * <p>Only the ratios of weights matter: they are scaled so that the smallest is 1. No word is lost then.
 */
public final class CorpusWeights {
    private CorpusWeights() {}

    /**
     * Weights by which a corpus is as if it were drawn from with probability p ~ n^(1/T), n being its size (temperature
     * sampling: Devlin et al. 2018 for multilingual BERT with an exponent of 0.7; Conneau et al. 2020, section 3.1, with
     * 0.3). The largest corpus has weight 1.
     *
     * @param sizes the words of each corpus, 1 or more
     * @param temperature T, 1 or more: 1 leaves sizes as they are, large ones make all corpora alike
     */
    public static double[] byTemperature(long[] sizes, double temperature) {
        if (!(temperature >= 1) || Double.isInfinite(temperature)) {
            throw new IllegalArgumentException("temperature: expected 1 or more, got " + temperature);
        }
        double[] weights = new double[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] < 1) {
                throw new IllegalArgumentException("sizes: expected 1 word or more in each, got " + sizes[i]);
            }
            // What is drawn over what is there. StrictMath: the same on every machine.
            weights[i] = StrictMath.pow((double) sizes[i], 1 / temperature - 1);
        }
        return scaled(weights);
    }

    /**
     * Weights in the same ratios, of which the smallest is 1.
     *
     * @param weights above 0 each
     */
    public static double[] scaled(double... weights) {
        for (double weight : weights) {
            if (!(weight > 0) || Double.isInfinite(weight)) {
                throw new IllegalArgumentException("weights: expected numbers above 0, got " + weight);
            }
        }
        double smallest = Arrays.stream(weights).min().orElse(1);
        return Arrays.stream(weights).map(weight -> weight / smallest).toArray();
    }

    /** A count times a weight, rounded, halves up. */
    static long weighted(long count, double weight) {
        if (weight == 1) {
            return count;
        }
        double times = StrictMath.floor((double) count * weight + 0.5);
        if (times >= 0x1p63) {
            throw new ArithmeticException("word counts: expected less than 2^63, got " + count + " times " + weight);
        }
        return (long) times;
    }
}
