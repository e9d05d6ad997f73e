package dev.cloze.core.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NothingLeftBehind.class)
class MemoryBandwidthTest {

    /** Between a machine that is busy elsewhere and one that nobody has. */
    @Test
    void bandwidthIsThatOfAMachine() {
        assertThat(MemoryBandwidth.bytesPerSecond(ComputeDevice.CPU)).isBetween(1e8, 1e14);
    }
}
