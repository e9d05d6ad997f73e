package dev.cloze.trainer.run;

import dev.cloze.trainer.recipe.TrainingRecipe;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** Java's and the engine's ways to say that memory is used up, as one line for whoever chose the recipe. */
final class OutOfMemory {
    private OutOfMemory() {}

    /** The fault to throw instead; empty if a fault is none of memory. */
    static Optional<IOException> described(Throwable fault, TrainingRecipe recipe) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError) {
                return Optional.of(failure("Java: " + cause.getMessage(), "give Java more with -Xmx", recipe, fault));
            }
            if (cause instanceof RuntimeException && isOfTheEngine(String.valueOf(cause.getMessage()))) {
                return Optional.of(failure("the engine: out of memory", "choose a narrower encoder", recipe, fault));
            }
        }
        return Optional.empty();
    }

    private static boolean isOfTheEngine(String message) {
        String text = message.toLowerCase(Locale.ROOT);
        return text.contains("not enough memory") || text.contains("out of memory") || text.contains("can't allocate");
    }

    private static IOException failure(String got, String orElse, TrainingRecipe recipe, Throwable fault) {
        return new IOException(
                String.format(
                        Locale.ROOT,
                        "memory: expected enough for micro-batches of %,d rows x %,d tokens, got %s; lower"
                                + " training.rowsPerMicroBatch or training.rowLength, or %s",
                        recipe.rowsPerMicroBatch(),
                        recipe.rowLength(),
                        got,
                        orElse),
                fault);
    }
}
