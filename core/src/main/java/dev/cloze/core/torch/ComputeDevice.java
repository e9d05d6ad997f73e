package dev.cloze.core.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.util.cuda.CudaUtils;
import dev.cloze.core.graph.Precision;
import dev.cloze.tokenizer.UsageException;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;

/**
 * Where arrays live and scripts run. Every choice of a device in the project is made here.
 *
 * @param index which of several devices of the kind, from 0
 */
public record ComputeDevice(Kind kind, int index) {

    /** Kinds of device. */
    public enum Kind {
        CPU,
        GPU
    }

    private static final int FIRST_WITH_BFLOAT16 = 80;
    private static final int FIRST_WITH_FLOAT16 = 70;

    public static final ComputeDevice CPU = new ComputeDevice(Kind.CPU, 0);

    /**
     * Reads {@code auto} (a GPU if the engine sees one, else the CPU), {@code cpu}, {@code gpu} (the first) or
     * {@code gpu:N}.
     *
     * @throws UsageException for any other text, and for a GPU that the engine does not see
     */
    public static ComputeDevice parse(String text) {
        return parse(text, ComputeDevice::gpuCount);
    }

    static ComputeDevice parse(String text, IntSupplier gpuCount) {
        if (text.equals("cpu")) {
            return CPU;
        }
        if (text.equals("auto")) {
            return gpuCount.getAsInt() > 0 ? new ComputeDevice(Kind.GPU, 0) : CPU;
        }
        if (!text.matches("gpu(:\\d{1,4})?")) {
            throw new UsageException("device", "auto, cpu or gpu:N", text);
        }
        int index = text.equals("gpu") ? 0 : Integer.parseInt(text.substring("gpu:".length()));
        int count = gpuCount.getAsInt();
        if (index >= count) {
            throw new UsageException("device", "one of the " + count + " GPUs that the engine sees", text);
        }
        return new ComputeDevice(Kind.GPU, index);
    }

    /** How many GPUs the loaded engine can use; 0 with CPU natives. */
    public static int gpuCount() {
        TorchEngine.start();
        return Engine.getEngine(TorchEngine.NAME).getGpuCount();
    }

    /**
     * The format in which matrix products are fastest: on NVIDIA's GPUs bfloat16 from compute capability 8.0 on, whose units
     * know it, float16 from 7.0 on; float32 on all else.
     */
    public Precision fastestPrecision() {
        return fastestPrecision(ComputeDevice::computeCapability);
    }

    Precision fastestPrecision(IntUnaryOperator computeCapability) {
        int capability = kind == Kind.GPU ? computeCapability.applyAsInt(index) : 0;
        if (capability >= FIRST_WITH_BFLOAT16) {
            return Precision.BFLOAT16;
        }
        return capability >= FIRST_WITH_FLOAT16 ? Precision.FLOAT16 : Precision.FLOAT32;
    }

    /** As 86 for 8.6; 0 where CUDA does not tell. */
    private static int computeCapability(int index) {
        return CudaUtils.hasCuda() ? Integer.parseInt(CudaUtils.getComputeCapability(index)) : 0;
    }

    Device djlDevice() {
        return kind == Kind.CPU ? Device.cpu() : Device.gpu(index);
    }

    @Override
    public String toString() {
        return kind == Kind.CPU ? "cpu" : "gpu:" + index;
    }
}
