package dev.cloze.corpora.store;

import dev.cloze.corpora.Origin;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Writes where the documents of one folder of shards came from, in the order of the shards. */
public final class OriginsWriter implements Closeable {
    private final RecordWriter records;

    public OriginsWriter(Path folder) throws IOException {
        records = new RecordWriter(folder.resolve(Origins.FILE_NAME));
    }

    /** Appends the origin of the next document. */
    public void append(Origin origin) throws IOException {
        byte[] source = origin.source().getBytes(StandardCharsets.UTF_8);
        records.append(ByteBuffer.allocate(Long.BYTES + source.length)
                .putLong(origin.section())
                .put(source)
                .array());
    }

    public void finish() throws IOException {
        records.finish();
    }

    @Override
    public void close() throws IOException {
        records.close();
    }
}
