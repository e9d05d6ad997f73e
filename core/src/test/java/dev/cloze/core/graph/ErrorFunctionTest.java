package dev.cloze.core.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorFunctionTest {
    /** As in Abramowitz and Stegun 1964, table 7.1; more digits by the series in 60 decimal digits. */
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.1, 0.112462916018284892",
        "0.5, 0.520499877813046537",
        "1, 0.842700792949714869",
        "1.5, 0.966105146475310727",
        "2, 0.995322265018952734",
        "2.5, 0.999593047982555041",
        "2.9, 0.999958902121900541",
        "3.1, 0.999988351342632800",
        "3.5, 0.999999256901627658",
        "4, 0.999999984582742099",
        "5, 0.999999999998462540",
        "30, 1",
        "Infinity, 1"
    })
    void agreesWithTables(double x, double expected) {
        assertThat(ErrorFunction.erf(x)).isCloseTo(expected, within(1e-13));
        assertThat(ErrorFunction.erf(-x)).isCloseTo(-expected, within(1e-13));
    }

    /** The series ends and the continued fraction begins at 3. */
    @ParameterizedTest
    @ValueSource(doubles = {2.9999999, 3, 3.0000001})
    void slopeIsTheDensityWhereTheFormulasMeet(double x) {
        double step = 1e-4;
        double slope = (ErrorFunction.erf(x + step) - ErrorFunction.erf(x - step)) / (2 * step);

        assertThat(slope).isCloseTo(2 / Math.sqrt(Math.PI) * Math.exp(-x * x), within(1e-8));
    }
}
