package dev.cloze.tokenizer.train;

/** Hears how far the training of a vocabulary has come. */
@FunctionalInterface
public interface TrainingProgress {
    /** For those who do not want to know. */
    TrainingProgress UNHEARD = (done, of) -> {};

    /**
     * Called often, on the thread of the training; whoever prints decides how often. Training ends at the latest when all
     * is done.
     *
     * @param done pieces that are there
     * @param of pieces that are wanted
     */
    void at(long done, long of);
}
