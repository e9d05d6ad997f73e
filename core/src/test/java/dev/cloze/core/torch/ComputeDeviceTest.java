package dev.cloze.core.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.core.graph.Precision;
import dev.cloze.core.torch.ComputeDevice.Kind;
import dev.cloze.tokenizer.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComputeDeviceTest {

    @Test
    void autoPrefersTheFirstGpu() {
        assertThat(ComputeDevice.parse("auto", () -> 0)).isEqualTo(ComputeDevice.CPU);
        assertThat(ComputeDevice.parse("auto", () -> 2)).isEqualTo(new ComputeDevice(Kind.GPU, 0));
    }

    @Test
    void gpusOfComputeCapability8AreFastestInBfloat16() {
        ComputeDevice gpu = new ComputeDevice(Kind.GPU, 1);
        assertThat(gpu.fastestPrecision(index -> index == 1 ? 80 : 0)).isEqualTo(Precision.BFLOAT16);
        assertThat(gpu.fastestPrecision(index -> index == 1 ? 75 : 90)).isEqualTo(Precision.FLOAT16);
        assertThat(gpu.fastestPrecision(index -> index == 1 ? 61 : 90)).isEqualTo(Precision.FLOAT32);
        assertThat(gpu.fastestPrecision()).as("no CUDA here").isEqualTo(Precision.FLOAT32);
        assertThat(ComputeDevice.CPU.fastestPrecision(index -> 90)).isEqualTo(Precision.FLOAT32);
    }

    @Test
    void textAndDeviceAreInverse() {
        assertThat(ComputeDevice.parse("cpu", () -> 0)).hasToString("cpu");
        assertThat(ComputeDevice.parse("gpu", () -> 1)).hasToString("gpu:0");
        assertThat(ComputeDevice.parse("gpu:1", () -> 2)).hasToString("gpu:1");
    }

    @Test
    void deviceThatTheEngineDoesNotSeeIsRefused() {
        assertThatThrownBy(() -> ComputeDevice.parse("gpu:2", () -> 2))
                .isInstanceOf(UsageException.class)
                .hasMessage("device: expected one of the 2 GPUs that the engine sees, got gpu:2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "CPU", "cuda", "gpu:", "gpu:-1", "gpu:99999", "cpu:0"})
    void otherTextIsRefused(String text) {
        assertThatThrownBy(() -> ComputeDevice.parse(text, () -> 8))
                .isInstanceOf(UsageException.class)
                .hasMessage("device: expected auto, cpu or gpu:N, got " + text);
    }
}
