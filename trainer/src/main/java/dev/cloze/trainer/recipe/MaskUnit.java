package dev.cloze.trainer.recipe;

/** What is hidden together: all its tokens or none. */
public enum MaskUnit {
    /** Single tokens (Devlin et al. 2019, section 3.1). */
    TOKEN,
    /** Whole words (whole-word masking, the update of May 2019 to Devlin et al. 2019's code). */
    WORD,
    /** Runs of whole words (Joshi et al. 2020, SpanBERT, section 3.1). */
    SPAN
}
