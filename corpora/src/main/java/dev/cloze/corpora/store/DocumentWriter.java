package dev.cloze.corpora.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** Writes one part of a store of documents. */
public final class DocumentWriter implements Closeable {
    private final RecordWriter records;

    public DocumentWriter(Path folder, int part) throws IOException {
        records = new RecordWriter(DocumentStore.part(folder, part));
    }

    public void append(PackedDocuments documents) throws IOException {
        for (RecordBlock block : documents.blocks()) {
            records.append(block);
        }
    }

    /** Documents so far. */
    public long documents() {
        return records.records();
    }

    /** Bytes on the disk so far. */
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
