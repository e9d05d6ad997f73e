package dev.cloze.trainer.page;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/** Round numbers along an axis. */
final class Ticks {
    private static final double[] STEPS = {1, 2, 5, 10};
    private static final MathContext DIGITS = new MathContext(4);

    private Ticks() {}

    /** Multiples of 1, 2 or 5 times a power of ten within the span, at most {@code most} + 1 of them. */
    static List<Double> between(double least, double greatest, int most) {
        double wanted = (greatest - least) / most;
        double power = Math.pow(10, Math.floor(Math.log10(wanted)));
        double step = power;
        for (double each : STEPS) {
            step = each * power;
            if (step >= wanted) {
                break;
            }
        }
        List<Double> ticks = new ArrayList<>();
        for (double i = Math.ceil(least / step); i * step <= greatest; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    /** Powers of ten within the span; if there are fewer than two, round numbers of equal distance. */
    static List<Double> logarithmic(double least, double greatest, int most) {
        List<Double> powers = new ArrayList<>();
        int from = (int) Math.ceil(Math.log10(least));
        int to = (int) Math.floor(Math.log10(greatest));
        int step = Math.max(1, (to - from) / most);
        for (int power = from; power <= to; power += step) {
            powers.add(Math.pow(10, power));
        }
        return powers.size() < 2 ? between(least, greatest, most) : powers;
    }

    /** A number of at most four digits, as {@code 0.25}, {@code 40k}, {@code 7.4M}, {@code 1E-7}. */
    static String label(double value) {
        double size = Math.abs(value);
        if (size != 0 && size < 1e-3) {
            return new BigDecimal(value)
                    .round(new MathContext(2))
                    .stripTrailingZeros()
                    .toEngineeringString();
        }
        if (size >= 1e9) {
            return plain(value / 1e9) + "G";
        }
        if (size >= 1e6) {
            return plain(value / 1e6) + "M";
        }
        return size >= 1e4 ? plain(value / 1e3) + "k" : plain(value);
    }

    private static String plain(double value) {
        return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
    }
}
