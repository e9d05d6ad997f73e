package dev.cloze.benchmarks.harness;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Percentile bootstrap (Efron 1979; Efron and Tibshirani 1993, chapter 13) of the ratio of two medians, 95 %. */
final class Bootstrap {
    private static final double CONFIDENCE = 0.95;
    private static final int RESAMPLES = 4000;

    private Bootstrap() {}

    /** What is drawn with replacement. */
    enum Draw {
        /** Whole rounds, since what disturbs a round may disturb all of its calls; both have equally many samples. */
        ROUNDS,
        /** Each side's samples by themselves, for samples of two runs. */
        SAMPLES
    }

    /** The ratio of the median of {@code above} to that of {@code below}; a pure function of samples and seed. */
    static Ratio ratioOfMedians(double[] above, double[] below, Draw draw, long seed) {
        if (draw == Draw.ROUNDS && above.length != below.length) {
            throw new IllegalArgumentException(
                    "samples: expected equally many rounds, got " + above.length + " and " + below.length);
        }
        SplittableRandom random = new SplittableRandom(seed);
        double[] ratios = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            int[] places = places(above.length, random);
            int[] otherPlaces =
                    switch (draw) {
                        case ROUNDS -> places;
                        case SAMPLES -> places(below.length, random);
                    };
            ratios[i] = median(drawn(above, places)) / median(drawn(below, otherPlaces));
        }
        Arrays.sort(ratios);
        return new Ratio(
                median(above.clone()) / median(below.clone()),
                Quartiles.quantile(ratios, (1 - CONFIDENCE) / 2),
                Quartiles.quantile(ratios, (1 + CONFIDENCE) / 2));
    }

    private static int[] places(int count, SplittableRandom random) {
        int[] places = new int[count];
        for (int i = 0; i < count; i++) {
            places[i] = random.nextInt(count);
        }
        return places;
    }

    private static double[] drawn(double[] samples, int[] places) {
        double[] drawn = new double[places.length];
        for (int i = 0; i < places.length; i++) {
            drawn[i] = samples[places[i]];
        }
        return drawn;
    }

    /** Sorts its argument. */
    private static double median(double[] samples) {
        Arrays.sort(samples);
        return Quartiles.quantile(samples, 0.5);
    }
}
