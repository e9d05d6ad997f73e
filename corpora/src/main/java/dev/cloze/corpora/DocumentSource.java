package dev.cloze.corpora;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/**
 * Documents one after another, pulled. Nothing is read ahead but a buffer, and there is nothing to call in the wrong
 * order. A source belongs to one thread at a time.
 */
public interface DocumentSource extends Closeable {
    /**
     * The next document, or empty at the end and ever after.
     *
     * @throws dev.cloze.tokenizer.DataException if the input is damaged
     */
    Optional<Document> next() throws IOException;

    /** Bytes taken from the inputs so far, as they lie on the disk (packed when the file is packed), for progress. */
    long bytesRead();

    /** What was read and what was left out so far; complete once {@link #next()} has returned empty. */
    ReadCounts counts();
}
