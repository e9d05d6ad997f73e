package dev.cloze.corpora.read;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/** Compression told by the first bytes of a stream, whatever the file is called. */
public final class Compression {
    private static final int GZIP_MAGIC_1 = 0x1f;
    private static final int GZIP_MAGIC_2 = 0x8b;

    private Compression() {}

    /**
     * The unpacked content of a stream: the stream itself unless it is gzip. Closing the result closes {@code in}.
     *
     * @param source the name for messages
     */
    public static InputStream unpack(String source, InputStream in) throws IOException {
        return unpacked(source, in).content();
    }

    static Unpacked unpacked(String source, InputStream in) throws IOException {
        PushbackInputStream peeked = new PushbackInputStream(in, 2);
        byte[] magic = peeked.readNBytes(2);
        peeked.unread(magic);
        boolean gzip = magic.length == 2 && (magic[0] & 0xff) == GZIP_MAGIC_1 && (magic[1] & 0xff) == GZIP_MAGIC_2;
        return gzip ? new Unpacked(new GzipStream(source, peeked), true) : new Unpacked(peeked, false);
    }

    /** The content of a stream, and whether it was packed (offsets in messages then count unpacked bytes). */
    record Unpacked(InputStream content, boolean packed) {}
}
