package dev.cloze.core.torch;

import dev.cloze.core.attention.ScriptLines;
import dev.cloze.core.graph.Precision;
import dev.cloze.core.torch.Program.Mode;
import dev.cloze.core.torch.ScriptMethod.Argument;
import java.util.List;

/** The machine's own speed at matrix products, which a training step's speed is a share of. */
public final class MatrixMultiplyPeak {
    private static final int SIZE = 2048;
    private static final int LEAST_ROUNDS = 3;
    private static final int MOST_ROUNDS = 15;
    private static final double SECONDS = 1;

    private MatrixMultiplyPeak() {}

    /** As {@link #flopsPerSecond(ComputeDevice, Precision)} in float32. */
    public static double flopsPerSecond(ComputeDevice device) {
        return flopsPerSecond(device, Precision.FLOAT32);
    }

    /**
     * FLOP per second of a 2048 x 2048 x 2048 product by the way that suits the device: after one to warm up the best
     * of those that a second has room for, three to fifteen.
     *
     * @param units the format in which the device multiplies ({@link Arithmetic#units})
     */
    public static double flopsPerSecond(ComputeDevice device, Precision units) {
        String expression = Products.withoutGradient(device).write("a", 2, "b", "None");
        ScriptMethod cast = new ScriptMethod(
                "cast", List.of(Argument.array("x")), List.of("return [" + ScriptLines.cast("x", units) + "]"));
        ScriptMethod product = new ScriptMethod(
                "product",
                List.of(Argument.array("a"), Argument.array("b")),
                List.of("return [" + ScriptLines.cast("torch.max(" + expression + ")", Precision.FLOAT32) + "]"));
        try (Scope run = Scope.open(device);
                Program program = Program.load(run, List.of(cast, product))) {
            float[] numbers = new float[SIZE * SIZE];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = i % 97 / 97f;
            }
            NativeArray floats = run.floats(numbers, SIZE, SIZE);
            NativeArray a = program.call("cast", Mode.INFERENCE, run, floats).get(0);
            NativeArray b = program.call("cast", Mode.INFERENCE, run, floats).get(0);
            long best = Long.MAX_VALUE;
            long begin = System.nanoTime();
            for (int i = 0; i <= MOST_ROUNDS; i++) {
                long start = System.nanoTime();
                if (i > LEAST_ROUNDS && (start - begin) * 1e-9 > SECONDS) {
                    break;
                }
                // The number waits for the product, which runs on by itself on a GPU.
                program.call("product", Mode.INFERENCE, run, a, b).get(0).toFloat();
                best = i == 0 ? best : Math.min(best, System.nanoTime() - start);
            }
            return 2.0 * SIZE * SIZE * SIZE / (best * 1e-9);
        }
    }
}
