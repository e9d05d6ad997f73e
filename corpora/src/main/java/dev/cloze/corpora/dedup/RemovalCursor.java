package dev.cloze.corpora.dedup;

import dev.cloze.tokenizer.DataException;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;

/** Removals in the order of the documents, to be asked beside a stream of these. For one thread. */
public final class RemovalCursor implements Closeable {
    private final KeyFileReader removals;
    private boolean stands;
    private long asked;

    RemovalCursor(KeyFileReader removals) throws IOException {
        this.removals = removals;
        stands = removals.advance();
    }

    /**
     * Why a document is removed, if it is.
     *
     * @param document no smaller than the one that was asked for before
     */
    public Optional<RemovedDocument> of(long document) throws IOException {
        return isRemoved(document) ? Optional.of(current()) : Optional.empty();
    }

    boolean isRemoved(long document) throws IOException {
        if (document < asked) {
            throw new IllegalArgumentException("document: expected " + asked + " or more, got " + document);
        }
        asked = document;
        while (stands && removals.field(0) < document) {
            stands = removals.advance();
        }
        return stands && removals.field(0) == document;
    }

    /** What is kept instead of the document that was found to be removed. */
    long other() {
        return removals.field(2);
    }

    /** The next removal of all; none at the end. */
    public Optional<RemovedDocument> next() throws IOException {
        if (!stands) {
            return Optional.empty();
        }
        RemovedDocument removed = current();
        asked = removed.document() + 1;
        stands = removals.advance();
        return Optional.of(removed);
    }

    private RemovedDocument current() throws IOException {
        long document = removals.field(0);
        long code = removals.field(1);
        RemovalReason reason = RemovalReason.ofCode(code)
                .orElseThrow(() -> new DataException("removal of document " + document, "a known reason", "" + code));
        long other = removals.field(2);
        return reason.isLeak()
                ? new RemovedDocument(
                        document, reason, Removals.heldOutDocument(other), OptionalInt.of(Removals.heldOutSet(other)))
                : new RemovedDocument(document, reason, other, OptionalInt.empty());
    }

    @Override
    public void close() throws IOException {
        removals.close();
    }
}
