package dev.cloze.corpora.read;

import dev.cloze.corpora.Document;
import dev.cloze.corpora.DocumentSource;
import dev.cloze.corpora.ReadCounts;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * The documents of one text file: UTF-8, plain or gzip. Decoding is strict, a byte order mark is dropped, and any of the
 * three kinds of line end is one. Sections keep to about 16,384 characters and end where a paragraph ends; a paragraph
 * longer than 65,536 characters is cut at white space (without any, between two code points) and counted. Memory does
 * not depend on the file.
 */
public final class TextReader implements DocumentSource {
    private static final int BUFFER_BYTES = 1 << 16;

    private final String source;
    private final CountingStream counted;
    private final Utf8Decoder decoder;
    private final SectionCutter cutter;
    private final char[] chars = new char[BUFFER_BYTES];
    private long documents;
    private boolean atEnd;

    /**
     * Reads from a stream, which is closed with this reader, or at once if its beginning cannot be read.
     *
     * @param source the name of the file, for documents and messages
     */
    public TextReader(String source, InputStream in, Unit unit) throws IOException {
        this(source, in, unit, BUFFER_BYTES);
    }

    TextReader(String source, InputStream in, Unit unit, int bufferBytes) throws IOException {
        this.source = source;
        this.counted = new CountingStream(in);
        try {
            Compression.Unpacked unpacked = Compression.unpacked(source, counted);
            String where = source + (unpacked.packed() ? ": unpacked byte" : ": byte");
            this.decoder = new Utf8Decoder(where, unpacked.content(), bufferBytes);
        } catch (IOException e) {
            in.close();
            throw e;
        }
        this.cutter = new SectionCutter(unit);
    }

    @Override
    public Optional<Document> next() throws IOException {
        while (true) {
            Optional<String> section = cutter.poll();
            if (section.isPresent()) {
                return Optional.of(new Document(source, documents++, section.get()));
            }
            if (atEnd) {
                return Optional.empty();
            }
            int length = decoder.read(chars);
            if (length < 0) {
                atEnd = true;
                cutter.finish();
            } else {
                cutter.accept(chars, length);
            }
        }
    }

    @Override
    public long bytesRead() {
        return counted.bytesRead();
    }

    @Override
    public ReadCounts counts() {
        return new ReadCounts(1, documents, cutter.longParagraphs(), 0, 0);
    }

    @Override
    public void close() throws IOException {
        decoder.close();
    }
}
