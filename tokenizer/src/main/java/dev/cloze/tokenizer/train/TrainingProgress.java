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
     * @param done pieces that are there; for Unigram, which begins with too many, passes over the words
     * @param of pieces that are wanted; passes that are likely to be needed
     */
    void at(long done, long of);
}
