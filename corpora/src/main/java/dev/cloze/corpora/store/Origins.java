package dev.cloze.corpora.store;

import dev.cloze.corpora.Origin;
import dev.cloze.tokenizer.DataException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the documents of one folder of shards came from, by their numbers there. For one thread. */
public final class Origins implements Closeable {
    public static final String FILE_NAME = "origins.records";

    private final RecordFile records;

    private Origins(RecordFile records) {
        this.records = records;
    }

    /**
     * Opens the origins of a folder of shards.
     *
     * @throws DataException if there are none, or if they are damaged
     */
    public static Origins open(Path folder) throws IOException {
        Path file = folder.resolve(FILE_NAME);
        if (!Files.isRegularFile(file)) {
            throw new DataException(
                    file.toString(),
                    "the origins of the shards' documents",
                    "no file (delete the folder of shards, it is made again)");
        }
        return new Origins(RecordFile.open(file));
    }

    /** The origin of the shards' document of a number. */
    public Origin of(long document) throws IOException {
        byte[] record = records.record(document);
        long section = ByteBuffer.wrap(record).getLong();
        return new Origin(new String(record, Long.BYTES, record.length - Long.BYTES, StandardCharsets.UTF_8), section);
    }

    /** The number of documents. */
    public long documents() {
        return records.records();
    }

    /** Reads all of the file and compares its checksums. */
    public void verify() throws IOException {
        records.verify();
    }

    @Override
    public void close() throws IOException {
        records.close();
    }
}
