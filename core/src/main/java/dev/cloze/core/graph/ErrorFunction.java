package dev.cloze.core.graph;

/** The error function in float64, which the JDK lacks. */
final class ErrorFunction {
    private ErrorFunction() {}

    /**
     * erf by its Maclaurin series below 3 and by the continued fraction of erfc above (Abramowitz and Stegun 1964,
     * 7.1.5 and 7.1.14); the error is below 1e-13.
     */
    static double erf(double x) {
        double magnitude = Math.abs(x);
        return Math.signum(x) * (magnitude < 3 ? series(magnitude) : 1 - complement(magnitude));
    }

    private static double series(double x) {
        double term = x;
        double total = x;
        for (int n = 1; n < 80; n++) {
            term *= -x * x / n;
            total += term / (2 * n + 1);
        }
        return 2 / Math.sqrt(Math.PI) * total;
    }

    private static double complement(double x) {
        double fraction = x;
        for (int n = 60; n >= 1; n--) {
            fraction = x + n / 2.0 / fraction;
        }
        return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
    }
}
