package dev.cloze.trainer.recipe;

import java.util.Locale;
import java.util.Optional;

/**
 * What training hides (Devlin et al. 2019, section 3.1: 0.15, 0.8, 0.1; higher rates: Wettig et al. 2023).
 *
 * @param rate the share of a row's tokens, special ones apart, that is predicted; with a {@code finalRate}, in the first
 *     step
 * @param maskShare the share of those that becomes the mask token
 * @param randomShare the share of those that becomes a random token; the rest stays as it is
 * @param unit what is hidden together; absent: single tokens
 * @param count how many are hidden; absent: exactly the rate
 * @param finalRate the rate in the last step; absent: the rate is the same throughout
 * @param rateSchedule how the rate gets there; absent: in a straight line
 */
public record MaskingRecipe(
        double rate,
        double maskShare,
        double randomShare,
        Optional<MaskUnit> unit,
        Optional<MaskCount> count,
        Optional<Double> finalRate,
        Optional<RateSchedule> rateSchedule) {
    public MaskingRecipe {
        Require.inside("rate", rate);
        Require.share("maskShare", maskShare);
        Require.share("randomShare", randomShare);
        Require.that(
                maskShare + randomShare <= 1 + 1e-12,
                "randomShare",
                "at most 1 - maskShare = " + (1 - maskShare),
                randomShare);
        finalRate.ifPresent(last -> Require.inside("finalRate", last));
        Require.that(
                finalRate.isPresent() || rateSchedule.isEmpty(),
                "rateSchedule",
                "none without a finalRate",
                rateSchedule.map(given -> given.name().toLowerCase(Locale.ROOT)).orElse(""));
    }

    /** Single tokens, exactly the rate, the same throughout. */
    public MaskingRecipe(double rate, double maskShare, double randomShare) {
        this(rate, maskShare, randomShare, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * The rate at a place of the run.
     *
     * @param progress from 0, the first step, to 1, the last
     */
    public double rateAt(double progress) {
        if (finalRate.isEmpty()) {
            return rate;
        }
        double way = rateSchedule.orElse(RateSchedule.LINEAR) == RateSchedule.LINEAR
                ? progress
                : (1 - Math.cos(Math.PI * progress)) / 2;
        return rate + (finalRate.get() - rate) * way;
    }

    /** How many of so many tokens are hidden where the run's rate is greatest; one at least. */
    public int most(long tokens) {
        double greatest = Math.max(rate, finalRate.orElse(rate));
        return Math.max(1, Math.toIntExact(Math.round(greatest * tokens)));
    }
}
