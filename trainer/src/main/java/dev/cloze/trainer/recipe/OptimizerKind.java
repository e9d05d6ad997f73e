package dev.cloze.trainer.recipe;

/** Optimisers. */
public enum OptimizerKind {
    /** AdamW for every parameter (Loshchilov and Hutter 2019). */
    ADAMW,
    /** AdamW whose rate falls for a tensor when its gradient outgrows its second moment (Wortsman et al. 2023). */
    STABLE_ADAMW,
    /** LAMB: AdamW's update, as long as a share of the tensor that it changes (You et al. 2020). */
    LAMB,
    /** Muon for hidden matrices (Jordan et al. 2024), AdamW for the rest. */
    MUON
}
