package dev.cloze.trainer.run;

import dev.cloze.core.graph.Precision;
import dev.cloze.core.torch.Arithmetic;
import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.core.torch.MatrixMultiplyPeak;
import dev.cloze.core.torch.TorchEngine;
import dev.cloze.trainer.observe.Console;

/**
 * What a run computes on.
 *
 * @param device where arrays live
 * @param peakFlops the device's own speed at matrix products in the format that multiplies the run's numbers, in FLOP a second
 */
record Machine(ComputeDevice device, double peakFlops) {

    /** Measures a device, which takes about a second. */
    static Machine measure(ComputeDevice device, Arithmetic arithmetic, Console console) {
        Precision units = arithmetic.units();
        double peakFlops = MatrixMultiplyPeak.flopsPerSecond(device, units);
        console.line(
                "machine",
                "%s, %d threads, PyTorch %s, matrix multiply %.0f GFLOP/s in %s%s",
                device,
                TorchEngine.threads(),
                TorchEngine.version(),
                peakFlops / 1e9,
                units.spelled(),
                units == arithmetic.operands()
                        ? ""
                        : ", which has to do for " + arithmetic.operands().spelled()
                                + " here: it only rounds, and is slower");
        return new Machine(device, peakFlops);
    }
}
