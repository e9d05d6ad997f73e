package dev.cloze.corpora;

import java.io.IOException;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;

/** Several sources one after another, as one; each is opened when the one before it has ended and was closed. */
public final class ConcatenatedSource implements DocumentSource {
    private final Iterator<? extends Opening> rest;
    private Optional<DocumentSource> current = Optional.empty();
    private long bytesBefore;
    private ReadCounts countsBefore;

    /** Opens one source. */
    @FunctionalInterface
    public interface Opening {
        DocumentSource open() throws IOException;
    }

    /**
     * Begins before the first source.
     *
     * @param countsBefore what was left out before anything was opened
     */
    public ConcatenatedSource(Iterable<? extends Opening> sources, ReadCounts countsBefore) {
        this.rest = sources.iterator();
        this.countsBefore = Objects.requireNonNull(countsBefore, "countsBefore");
    }

    @Override
    public Optional<Document> next() throws IOException {
        while (true) {
            if (current.isPresent()) {
                Optional<Document> document = current.get().next();
                if (document.isPresent()) {
                    return document;
                }
                close();
            }
            if (!rest.hasNext()) {
                return Optional.empty();
            }
            current = Optional.of(rest.next().open());
        }
    }

    @Override
    public long bytesRead() {
        return bytesBefore + current.map(DocumentSource::bytesRead).orElse(0L);
    }

    @Override
    public ReadCounts counts() {
        return countsBefore.plus(current.map(DocumentSource::counts).orElse(ReadCounts.NONE));
    }

    @Override
    public void close() throws IOException {
        bytesBefore = bytesRead();
        countsBefore = counts();
        if (current.isPresent()) {
            DocumentSource finished = current.get();
            current = Optional.empty();
            finished.close();
        }
    }
}
