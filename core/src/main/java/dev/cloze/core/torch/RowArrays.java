package dev.cloze.core.torch;

import dev.cloze.core.config.EncoderConfig;
import java.util.ArrayList;
import java.util.List;

/** Rows as the first arguments of a method that an encoder's graph has become. */
public final class RowArrays {
    private RowArrays() {}

    /**
     * Arrays of ids, positions, documents and, if the model has token types, types that are all 0; each given as BT,
     * row-major. To the list the method's further arguments can be added.
     */
    public static List<NativeArgument> of(
            Scope step, EncoderConfig config, int rows, int length, long[] ids, long[] positions, long[] documents) {
        List<NativeArgument> arguments = new ArrayList<>();
        arguments.add(step.longs(ids, rows, length));
        arguments.add(step.longs(positions, rows, length));
        arguments.add(step.longs(documents, rows, length));
        if (config.tokenTypes() > 0) {
            arguments.add(step.longs(new long[ids.length], rows, length));
        }
        return arguments;
    }
}
