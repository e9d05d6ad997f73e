package dev.cloze.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OtherProcessesTest {
    @Test
    void idleTimeAndWaitingForDisksAreNotBusy() {
        String before = "cpu  100 0 10 500 20 0 0 0 0 0";
        assertThat(OtherProcesses.busyShare(before, "cpu  130 5 15 530 30 5 5 10 7 7"))
                .isEqualTo(0.6);
        assertThat(OtherProcesses.busyShare(before, before)).isZero();
    }

    @Test
    void theShareIsAShare() {
        OtherProcesses start = OtherProcesses.now();
        OtherProcesses.now()
                .shareSince(start)
                .ifPresent(share -> assertThat(share).isBetween(0.0, 1.0));
    }
}
