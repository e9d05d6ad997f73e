package dev.cloze.trainer.run;

import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.core.torch.MatrixMultiplyPeak;
import dev.cloze.core.torch.TorchEngine;
import dev.cloze.trainer.observe.Console;

/**
 * What a run computes on.
 *
 * @param device where arrays live
 * @param peakFlops the device's own speed at matrix products, in FLOP a second
 */
record Machine(ComputeDevice device, double peakFlops) {

    /** Measures a device, which takes half a second. */
    static Machine measure(ComputeDevice device, Console console) {
        double peakFlops = MatrixMultiplyPeak.flopsPerSecond(device);
        console.line(
                "machine",
                "%s, %d threads, PyTorch %s, matrix multiply %.0f GFLOP/s",
                device,
                TorchEngine.threads(),
                TorchEngine.version(),
                peakFlops / 1e9);
        return new Machine(device, peakFlops);
    }
}
