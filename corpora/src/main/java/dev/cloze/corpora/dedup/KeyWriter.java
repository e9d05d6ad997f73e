package dev.cloze.corpora.dedup;

import dev.cloze.corpora.dedup.KeyFolder.Part;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/**
 * Writes the keys of all documents. They are of use when {@link #finish()} has returned; closing without it leaves
 * nothing. For one thread.
 */
public final class KeyWriter implements Closeable {
    private final KeySorter exact;
    private final KeyFileWriter near;
    private final KeyFileWriter paragraphs;
    private final KeyFileWriter leaks;
    private final long[] nearRecord;
    private long next;

    KeyWriter(KeyFolder files) throws IOException {
        exact = files.sorter(Part.EXACT, KeySorter.Equals.KEPT, files.memoryBytes());
        near = files.writer(Part.NEAR);
        paragraphs = files.writer(Part.PARAGRAPHS);
        leaks = files.writer(Part.LEAKS);
        nearRecord = new long[files.width(Part.NEAR)];
    }

    /**
     * Adds the keys of a document.
     *
     * @param document its number, larger than that of the one before
     */
    public void add(long document, DocumentKeys keys) throws IOException {
        if (document < next || document >= Place.MOST_DOCUMENTS) {
            throw new IllegalArgumentException(
                    "document: expected " + next + " to " + (Place.MOST_DOCUMENTS - 1) + ", got " + document);
        }
        next = document + 1;
        Optional<Leak> leak = keys.leak();
        if (leak.isPresent()) {
            Leak found = leak.get();
            leaks.add(document, found.reason().code(), Removals.heldOut(found.set(), found.document()));
            return;
        }
        exact.add(keys.exactHigh(), keys.exactLow(), document);
        if (keys.bandKeys().length > 0) {
            nearRecord[0] = Place.of(document, keys.shingles());
            System.arraycopy(keys.bandKeys(), 0, nearRecord, 1, keys.bandKeys().length);
            near.add(nearRecord, 0);
        }
        for (int i = 0; i < keys.paragraphs(); i++) {
            // A line beyond the sixteen millionth has no place, and stays.
            if (keys.paragraphNumber(i) < Place.LOW_MOST) {
                paragraphs.add(Place.of(document, keys.paragraphNumber(i)), keys.paragraphHash(i));
            }
        }
    }

    /** Ends the files. The exact keys come last: where they are, all are. */
    public void finish() throws IOException {
        near.finish();
        paragraphs.finish();
        leaks.finish();
        exact.finish();
    }

    @Override
    public void close() throws IOException {
        try (exact;
                near;
                paragraphs;
                leaks) {
            next = Place.MOST_DOCUMENTS;
        }
    }
}
