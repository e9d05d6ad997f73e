package dev.cloze.corpora.store;

import dev.cloze.corpora.Document;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** Writes one part of a store of documents. */
public final class DocumentWriter implements Closeable {
    private final RecordWriter records;

    public DocumentWriter(Path folder, int part) throws IOException {
        records = new RecordWriter(DocumentStore.part(folder, part));
    }

    public void append(Document document) throws IOException {
        records.append(DocumentRecord.encoded(document));
    }

    /** Documents so far. */
    public long documents() {
        return records.records();
    }

    /** Bytes on the disk so far, but for what waits in a buffer. */
    public long bytes() throws IOException {
        return records.bytes();
    }

    /** The part is whole and at its place when this returns. */
    public void finish() throws IOException {
        records.finish();
    }

    /** Leaves nothing of a part that is not finished. */
    @Override
    public void close() throws IOException {
        records.close();
    }
}
