package dev.cloze.trainer.recipe;

import dev.cloze.core.attention.AttentionKernel;
import java.util.Optional;

/** A recipe's kernel of attention, or that the fastest is to be found out when the run begins. */
public enum AttentionChoice {
    /** Measured once for a machine and a shape of batches; the run's own recipe states the kernel found. */
    AUTO,
    EAGER,
    FUSED,
    PACKED,
    WINDOWED,
    VARLEN,
    TILED;

    /** The choice of a kernel. */
    public static AttentionChoice of(AttentionKernel kernel) {
        return valueOf(kernel.name());
    }

    /** The kernel; empty while it is to be found out. */
    public Optional<AttentionKernel> kernel() {
        return this == AUTO ? Optional.empty() : Optional.of(AttentionKernel.valueOf(name()));
    }
}
