package dev.cloze.trainer.recipe;

import dev.cloze.core.graph.Precision;
import java.util.Optional;

/** A recipe's format for the products of linear layers and attention, or that the device decides. */
public enum PrecisionChoice {
    /** The fastest of the device; the run's own recipe states which. */
    AUTO,
    FLOAT32,
    BFLOAT16,
    /** With scaling of the loss, as its small range asks for (Micikevicius et al. 2018, section 3.2). */
    FLOAT16;

    /** The format; empty while the device is to decide. */
    public Optional<Precision> precision() {
        return this == AUTO ? Optional.empty() : Optional.of(Precision.valueOf(name()));
    }
}
