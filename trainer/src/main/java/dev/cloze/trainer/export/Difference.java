package dev.cloze.trainer.export;

import java.util.List;
import java.util.Locale;

/**
 * How far what was exported is from the model's own forward pass.
 *
 * @param largest the largest difference of two numbers; NaN if there was one
 * @param limit the most that is taken for rounding: 1e-4, or 1e-6 of the largest number if that is more, which it is of
 *     numbers above 100 only. Of those, single precision itself leaves no more: 1e-6 is sixteen units in the last place,
 *     for sums of hundreds of products that two libraries add in different orders
 * @param numbers how many were compared
 */
record Difference(double largest, double limit, long numbers) {
    private static final double ABSOLUTE = 1e-4;
    private static final double RELATIVE = 1e-6;

    /** What the outputs of a padded batch say of each token. */
    static Difference ofTokens(PaddedRows batch, float[] hidden_BTD) {
        return of(batch, batch.rows().stream().map(Row::hidden_TD).toList(), hidden_BTD);
    }

    /** What they score at each token. */
    static Difference ofScores(PaddedRows batch, float[] logits_BTV) {
        return of(batch, batch.rows().stream().map(Row::logits_TV).toList(), logits_BTV);
    }

    private static Difference of(PaddedRows batch, List<float[]> own, float[] given) {
        int places = batch.rows().size() * batch.length();
        int width = own.get(0).length / batch.rows().get(0).tokens();
        Difference difference = none();
        if (given.length != places * width) {
            return new Difference(Double.NaN, ABSOLUTE, 0);
        }
        for (int b = 0; b < batch.rows().size(); b++) {
            for (int t = 0; t < batch.rows().get(b).tokens(); t++) {
                difference = difference.and(between(own.get(b), t * width, given, batch.place(b, t) * width, width));
            }
        }
        return difference;
    }

    /** Between the vectors of texts. */
    static Difference ofTexts(List<float[]> own, float[] given_BD) {
        Difference difference = none();
        int width = own.get(0).length;
        if (given_BD.length != own.size() * width) {
            return new Difference(Double.NaN, ABSOLUTE, 0);
        }
        for (int b = 0; b < own.size(); b++) {
            difference = difference.and(between(own.get(b), 0, given_BD, b * width, width));
        }
        return difference;
    }

    static Difference none() {
        return new Difference(0, ABSOLUTE, 0);
    }

    private static Difference between(float[] own, int from, float[] given, int givenFrom, int count) {
        double largest = 0;
        double size = 0;
        for (int i = 0; i < count; i++) {
            // Math.max keeps a NaN.
            largest = Math.max(largest, Math.abs((double) own[from + i] - given[givenFrom + i]));
            size = Math.max(size, Math.abs(own[from + i]));
        }
        return new Difference(largest, Math.max(ABSOLUTE, RELATIVE * size), count);
    }

    Difference and(Difference other) {
        return new Difference(Math.max(largest, other.largest), Math.max(limit, other.limit), numbers + other.numbers);
    }

    boolean isRounding() {
        return largest <= limit;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2g", largest);
    }
}
