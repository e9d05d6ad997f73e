package dev.cloze.corpora.read;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Optional;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/** Compression told by the first bytes of a stream, whatever the file is called. */
public enum Compression {
    /** RFC 1952. */
    GZIP("gzip", "\u001f\u008b") {
        @Override
        InputStream open(String source, InputStream in) throws IOException {
            return new GzipStream(source, in);
        }
    },
    /** bzip2, of one or more streams. */
    BZIP2("bzip2", "BZh") {
        @Override
        InputStream open(String source, InputStream in) throws IOException {
            return new BZip2CompressorInputStream(new BufferedInputStream(in, BUFFER_BYTES), true);
        }
    },
    /** xz, of one or more streams. */
    XZ("xz", "\u00fd7zXZ\0") {
        @Override
        InputStream open(String source, InputStream in) throws IOException {
            return new XZInputStream(new BufferedInputStream(in, BUFFER_BYTES), XZ_MEMORY_KIBIBYTES);
        }
    },
    /** Zstandard (RFC 8878), of one or more frames. */
    ZSTD("zstd", "(\u00b5/\u00fd") {
        @Override
        InputStream open(String source, InputStream in) throws IOException {
            return new ZstdInputStreamNoFinalizer(new BufferedInputStream(in, BUFFER_BYTES)).setContinuous(false);
        }
    };

    private static final int BUFFER_BYTES = 1 << 16;
    /** A dictionary beyond 256 MiB is refused: {@code xz -9} takes 64 MiB. */
    private static final int XZ_MEMORY_KIBIBYTES = 257 << 10;

    private static final int LONGEST_MAGIC = 6;

    private final String word;
    /** Each character is a byte. */
    private final String magic;

    Compression(String word, String magic) {
        this.word = word;
        this.magic = magic;
    }

    abstract InputStream open(String source, InputStream in) throws IOException;

    /** The compression that begins so, if one does. */
    static Optional<Compression> of(byte[] head, int headBytes) {
        for (Compression each : values()) {
            if (each.begins(head, headBytes)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    private boolean begins(byte[] head, int headBytes) {
        if (headBytes < magic.length()) {
            return false;
        }
        for (int i = 0; i < magic.length(); i++) {
            if ((head[i] & 0xff) != magic.charAt(i)) {
                return false;
            }
        }
        if (this != BZIP2) {
            return true;
        }
        // "BZh" may begin a text: a digit and the magic number of a block, or of the end, do not.
        return headBytes > 4 && head[3] >= '1' && head[3] <= '9' && (head[4] == 0x31 || head[4] == 0x17);
    }

    /**
     * The unpacked content of a stream: the stream itself unless it is compressed. Closing the result closes {@code in}.
     *
     * @param source the name for messages
     */
    public static InputStream unpack(String source, InputStream in) throws IOException {
        return unpacked(source, in).content();
    }

    static Unpacked unpacked(String source, InputStream in) throws IOException {
        PushbackInputStream peeked = new PushbackInputStream(in, LONGEST_MAGIC);
        byte[] head = peeked.readNBytes(LONGEST_MAGIC);
        peeked.unread(head);
        Optional<Compression> found = of(head, head.length);
        return found.isPresent()
                ? new Unpacked(found.get().unpack(source, peeked, UnpackLimits.NONE), true)
                : new Unpacked(peeked, false);
    }

    /** The unpacked content of a stream that begins with this compression's magic, with faults that name the place. */
    InputStream unpack(String source, InputStream in, UnpackLimits limits) throws IOException {
        try {
            return new UnpackedStream(source, word + " data", open(source, in), limits);
        } catch (IOException e) {
            throw UnpackedStream.placed(source + ": byte 0", word + " data", e);
        }
    }

    /** The content of a stream, and whether it was packed (offsets in messages then count unpacked bytes). */
    record Unpacked(InputStream content, boolean packed) {}
}
