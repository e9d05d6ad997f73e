package dev.cloze.trainer.recipe;

/** How many tokens of a row are hidden. */
public enum MaskCount {
    /** The rounded share of the row's ordinary tokens. */
    EXACT,
    /** That share on average: each unit is drawn for itself. */
    BERNOULLI
}
