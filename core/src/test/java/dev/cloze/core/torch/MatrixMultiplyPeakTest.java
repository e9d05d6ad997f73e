package dev.cloze.core.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NothingLeftBehind.class)
class MatrixMultiplyPeakTest {

    /** Between a machine that is busy elsewhere and one that nobody has. */
    @Test
    void peakIsThatOfAMachine() {
        assertThat(MatrixMultiplyPeak.flopsPerSecond(ComputeDevice.CPU)).isBetween(1e8, 1e16);
    }
}
