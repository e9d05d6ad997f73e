package dev.cloze.trainer.recipe;

/** How the learning rate falls in the decay, with x the share of the decay that is over. */
public enum DecayShape {
    /** 1 - x. */
    LINEAR,
    /** 1 - sqrt(x) (Hägele et al. 2024, section 3). */
    SQRT,
    /** Half a cosine. */
    COSINE
}
