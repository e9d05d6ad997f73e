package dev.cloze.corpora.store;

import dev.cloze.corpora.Document;
import dev.cloze.tokenizer.DataException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Documents in numbered parts of a folder, by their numbers from 0 on: one after another or at random. For one thread; several
 * may each open their own.
 */
public final class DocumentStore implements Closeable {
    private final List<RecordFile> parts;
    private final long[] firsts;

    private DocumentStore(List<RecordFile> parts) {
        this.parts = parts;
        this.firsts = new long[parts.size() + 1];
        for (int i = 0; i < parts.size(); i++) {
            firsts[i + 1] = firsts[i] + parts.get(i).records();
        }
    }

    /** The place of a part. */
    public static Path part(Path folder, int number) {
        return folder.resolve(String.format(Locale.ROOT, "documents-%05d.records", number));
    }

    /**
     * Opens the first parts of a folder.
     *
     * @param parts how many; each holds documents
     * @throws DataException if one is missing or damaged
     */
    public static DocumentStore open(Path folder, int parts) throws IOException {
        List<RecordFile> opened = new ArrayList<>();
        try {
            for (int i = 0; i < parts; i++) {
                Path file = part(folder, i);
                if (!Files.isRegularFile(file)) {
                    throw new DataException(file.toString(), "a part of " + parts, "no file");
                }
                opened.add(RecordFile.open(file));
            }
            return new DocumentStore(opened);
        } catch (IOException | RuntimeException e) {
            for (RecordFile file : opened) {
                file.close();
            }
            throw e;
        }
    }

    /** The number of documents. */
    public long documents() {
        return firsts[parts.size()];
    }

    /** The document of a number. */
    public Document document(long number) throws IOException {
        Objects.checkIndex(number, documents());
        int part = 0;
        while (number >= firsts[part + 1]) {
            part++; // parts are large, so few
        }
        return DocumentRecord.decoded(parts.get(part).record(number - firsts[part]));
    }

    /** Bytes of all blocks that have been read so far, as they lie on the disk. */
    public long bytesRead() {
        return parts.stream().mapToLong(RecordFile::bytesRead).sum();
    }

    /**
     * Reads every part to its end.
     *
     * @throws DataException for the first block that is damaged
     */
    public void verify() throws IOException {
        for (RecordFile part : parts) {
            part.verify();
        }
    }

    @Override
    public void close() throws IOException {
        for (RecordFile part : parts) {
            part.close();
        }
    }
}
