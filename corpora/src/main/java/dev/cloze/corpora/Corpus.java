package dev.cloze.corpora;

import java.io.IOException;

/**
 * A body of text that can be opened again and again. Each pass gives the same documents in the same order as long as the
 * inputs do not change.
 */
public interface Corpus {
    /** Starts a pass; the caller closes it. Passes are independent of each other. */
    DocumentSource open() throws IOException;

    /**
     * The identity of the inputs: reads all of them unless {@code known} vouches for them.
     *
     * @param known an earlier fingerprint; a file in it whose path, size and modification time are unchanged is not
     *     read again. {@link Fingerprint#NONE} when there is none.
     */
    Fingerprint fingerprint(Fingerprint known) throws IOException;
}
