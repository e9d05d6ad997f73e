package dev.cloze.trainer.recipe;

/** How the rate of masking goes from its first value to its last over the run. */
public enum RateSchedule {
    /** In a straight line (Ankner et al. 2024). */
    LINEAR,
    /** Along half a cosine (Yang et al. 2023). */
    COSINE
}
