package dev.cloze.core.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.core.graph.Precision;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(NothingLeftBehind.class)
class MatrixMultiplyPeakTest {

    /** Between a machine that is busy elsewhere and one that nobody has. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void peakIsThatOfAMachine(Precision precision) {
        assertThat(MatrixMultiplyPeak.flopsPerSecond(
                        ComputeDevice.CPU,
                        Arithmetic.of(ComputeDevice.CPU, precision).units()))
                .isBetween(1e8, 1e16);
    }
}
