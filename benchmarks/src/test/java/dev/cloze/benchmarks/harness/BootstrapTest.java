package dev.cloze.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.cloze.benchmarks.harness.Bootstrap.Draw;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootstrapTest {
    private static final double SPREAD = 0.1;
    private static final int TRIALS = 400;

    @Test
    void theRatioIsThatOfTheMedians() {
        Ratio ratio =
                Bootstrap.ratioOfMedians(new double[] {3, 1, 2, 100, 2}, new double[] {4, 4, 5, 4, 3}, Draw.ROUNDS, 1);
        assertThat(ratio.value()).isEqualTo(0.5);
        assertThat(ratio.low()).isLessThanOrEqualTo(0.5);
        assertThat(ratio.high()).isGreaterThanOrEqualTo(0.5);
    }

    /** Samples of log-normal times whose medians have a known ratio; 2.2 % are two standard errors of 400 trials. */
    @ParameterizedTest
    @CsvSource({"ROUNDS, 9", "ROUNDS, 31", "SAMPLES, 9", "SAMPLES, 31"})
    void theIntervalHoldsTheTrueRatioAsOftenAsItPromises(Draw draw, int samples) {
        Random random = new Random(7);
        int held = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            Ratio ratio = Bootstrap.ratioOfMedians(
                    logNormal(random, samples, 1.3), logNormal(random, samples, 1), draw, trial);
            held += ratio.low() <= 1.3 && 1.3 <= ratio.high() ? 1 : 0;
        }
        assertThat((double) held / TRIALS).isBetween(0.95 - 0.022, 1.0);
    }

    /** Otherwise an interval that holds everything would pass. */
    @Test
    void theIntervalShrinksWithTheRootOfTheSamples() {
        Random random = new Random(8);
        double wide = 0;
        double narrow = 0;
        for (int trial = 0; trial < 100; trial++) {
            wide += width(
                    Bootstrap.ratioOfMedians(logNormal(random, 15, 1), logNormal(random, 15, 1), Draw.SAMPLES, trial));
            narrow += width(Bootstrap.ratioOfMedians(
                    logNormal(random, 135, 1), logNormal(random, 135, 1), Draw.SAMPLES, trial));
        }
        assertThat(wide / narrow).isCloseTo(3, within(0.6));
    }

    /** What slows a whole round slows all of its calls; the spread that they share is none of their ratio's. */
    @Test
    void drawingRoundsTakesOutWhatARoundsCallsShare() {
        Random random = new Random(9);
        double[] shared = logNormal(random, 31, 1);
        double[] above = new double[shared.length];
        double[] below = new double[shared.length];
        for (int i = 0; i < shared.length; i++) {
            above[i] = shared[i] * 1.1 * Math.exp(0.01 * random.nextGaussian());
            below[i] = shared[i] * Math.exp(0.01 * random.nextGaussian());
        }
        assertThat(width(Bootstrap.ratioOfMedians(above, below, Draw.ROUNDS, 1)))
                .isLessThan(0.7 * width(Bootstrap.ratioOfMedians(above, below, Draw.SAMPLES, 1)));
    }

    @Test
    void theSameSeedGivesTheSameInterval() {
        double[] above = logNormal(new Random(1), 15, 1);
        double[] below = logNormal(new Random(2), 15, 1);
        assertThat(Bootstrap.ratioOfMedians(above, below, Draw.SAMPLES, 5))
                .isEqualTo(Bootstrap.ratioOfMedians(above, below, Draw.SAMPLES, 5))
                .isNotEqualTo(Bootstrap.ratioOfMedians(above, below, Draw.SAMPLES, 6));
    }

    @Test
    void roundsMustBeWhole() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Bootstrap.ratioOfMedians(new double[2], new double[3], Draw.ROUNDS, 1))
                .withMessage("samples: expected equally many rounds, got 2 and 3");
    }

    private static double width(Ratio ratio) {
        return ratio.high() - ratio.low();
    }

    private static double[] logNormal(Random random, int count, double median) {
        double[] samples = new double[count];
        for (int i = 0; i < count; i++) {
            samples[i] = median * Math.exp(SPREAD * random.nextGaussian());
        }
        return samples;
    }
}
