package dev.cloze.benchmarks.harness;

import dev.cloze.core.torch.NativeArray;
import dev.cloze.core.torch.Program;
import dev.cloze.core.torch.Program.Mode;
import dev.cloze.core.torch.Scope;
import dev.cloze.core.torch.ScriptMethod;
import dev.cloze.core.torch.ScriptMethod.Argument;
import java.util.List;

/** A script that does nothing: what a call costs by itself. */
public final class EmptyScript implements AutoCloseable {
    private static final String NAME = "nothing";

    private final Program program;

    /** Loads it; it is closed before the scope is. */
    public EmptyScript(Scope run) {
        program = Program.load(
                run,
                List.of(new ScriptMethod(NAME, List.of(Argument.array("x")), List.of("return [torch.detach(x)]"))));
    }

    /**
     * Calls it with a number made for it.
     *
     * @return the seconds of the call, which the number's making is not part of
     */
    public double call(Scope step) {
        NativeArray number = step.scalar(1);
        long start = System.nanoTime();
        program.call(NAME, Mode.TRAINING, step, number);
        return (System.nanoTime() - start) * 1e-9;
    }

    @Override
    public void close() {
        program.close();
    }
}
