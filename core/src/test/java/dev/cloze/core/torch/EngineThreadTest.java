package dev.cloze.core.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class EngineThreadTest {
    /** Volatile, so that the product is made when the test runs and not when it is compiled. */
    private volatile float smallest = Float.MIN_NORMAL;

    @Test
    void resultComesBackFromAnotherThread() throws Exception {
        assertThat(EngineThread.run(() -> Thread.currentThread().getName())).isEqualTo("cloze-engine");
    }

    @Test
    void faultsPassThroughAsTheyAre() {
        IOException checked = new IOException("checked");
        Error error = new AssertionError("error");

        assertThatThrownBy(() -> EngineThread.run(() -> {
                    throw checked;
                }))
                .isSameAs(checked);
        assertThatThrownBy(() -> EngineThread.run(() -> {
                    throw error;
                }))
                .isSameAs(error);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void subnormalNumbersAreZeroThereAndNowhereElse() throws Exception {
        assertThat(EngineThread.flushesSubnormalNumbers()).isTrue();
        assertThat(EngineThread.run(() -> smallest * 0.5f)).isEqualTo(0f);
        assertThat(smallest * 0.5f).isEqualTo(Float.MIN_NORMAL / 2).isGreaterThan(0);
    }

    @Test
    void interruptionReachesTheTask() throws Exception {
        Thread.currentThread().interrupt();
        CountDownLatch interrupted = new CountDownLatch(1);

        assertThatThrownBy(() -> EngineThread.run(() -> {
                    try {
                        Thread.sleep(60_000);
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                    return null;
                }))
                .isInstanceOf(InterruptedException.class);
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }
}
