package dev.cloze.trainer.recipe;

/** Optimisers. */
public enum OptimizerKind {
    /** AdamW for every parameter (Loshchilov and Hutter 2019). */
    ADAMW,
    /** Muon for hidden matrices (Jordan et al. 2024), AdamW for the rest. */
    MUON
}
