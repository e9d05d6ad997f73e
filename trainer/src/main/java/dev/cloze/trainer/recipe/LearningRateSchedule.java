package dev.cloze.trainer.recipe;

/** How the learning rate goes over the run; each begins with a warm-up. */
public enum LearningRateSchedule {
    /** The peak, then a decay over the last steps (Hu et al. 2024). */
    WARMUP_STABLE_DECAY,
    /** Falls in a straight line from the warm-up's end to the run's (Devlin et al. 2019). */
    LINEAR,
    /** Falls along half a cosine from the warm-up's end to the run's (Loshchilov and Hutter 2017, without restarts). */
    COSINE,
    /** The peak to the end. */
    CONSTANT,
    /** Up and down along cosines, from a 25th of the peak to nearly nothing (Smith and Topin 2019). */
    ONE_CYCLE
}
