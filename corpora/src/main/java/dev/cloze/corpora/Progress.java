package dev.cloze.corpora;

/** Hears how far a pass over a corpus has come. */
@FunctionalInterface
public interface Progress {
    /** For those who do not want to know. */
    Progress UNHEARD = (documents, bytesRead) -> {};

    /**
     * Called often, on the thread of the pass; whoever prints decides how often.
     *
     * @param documents documents done so far
     * @param bytesRead bytes taken from the inputs so far, out of {@link Fingerprint#bytes()}
     */
    void at(long documents, long bytesRead);
}
