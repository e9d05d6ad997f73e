package dev.cloze.core.torch;

import dev.cloze.core.torch.Program.Mode;
import dev.cloze.core.torch.ScriptMethod.Argument;
import java.util.List;

/** The machine's own speed at moving numbers to and from memory, of which a kernel that only moves them takes a share. */
public final class MemoryBandwidth {
    /** 128 MiB in each of two arrays: more than caches hold. */
    private static final int NUMBERS = 1 << 25;

    private static final int ROUNDS = 10;

    private MemoryBandwidth() {}

    /**
     * Bytes per second of a copy, those read and those written: the best of ten after one to warm up, as STREAM counts
     * them (McCalpin 1995), so without what a processor reads only to write over it.
     */
    public static double bytesPerSecond(ComputeDevice device) {
        ScriptMethod copy = new ScriptMethod(
                "copy", List.of(Argument.array("x"), Argument.array("y")), List.of("y.copy_(x)", "return [y[0]]"));
        try (Scope run = Scope.open(device);
                Program program = Program.load(run, List.of(copy))) {
            NativeArray x = run.floats(new float[NUMBERS], NUMBERS);
            NativeArray y = run.floats(new float[NUMBERS], NUMBERS);
            long best = Long.MAX_VALUE;
            for (int i = 0; i <= ROUNDS; i++) {
                long start = System.nanoTime();
                // The number waits for the copy, which runs on by itself on a GPU.
                program.call("copy", Mode.INFERENCE, run, x, y).get(0).toFloat();
                best = i == 0 ? best : Math.min(best, System.nanoTime() - start);
            }
            return 2.0 * NUMBERS * Float.BYTES / (best * 1e-9);
        }
    }
}
