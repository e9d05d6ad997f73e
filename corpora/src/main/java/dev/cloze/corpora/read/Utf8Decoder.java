package dev.cloze.corpora.read;

import dev.cloze.tokenizer.DataException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Strict decoding of UTF-8: a malformed byte or a NUL is an error with its offset. A byte order mark is dropped. */
final class Utf8Decoder implements Closeable {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final String where;
    private final InputStream in;
    // newDecoder() reports malformed input, unlike String and InputStreamReader, which replace it.
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private final ByteBuffer bytes;
    private long bytesBefore;
    private boolean atStart = true;
    private boolean atEnd;

    /**
     * @param where the path, and what offsets count when it is not the bytes of the file
     * @param bufferBytes how much is read at once; at least 4, the longest character
     */
    Utf8Decoder(String where, InputStream in, int bufferBytes) {
        this.where = where;
        this.in = in;
        this.bytes = ByteBuffer.allocate(bufferBytes).flip();
    }

    /** Fills {@code target} from its start with some characters; returns how many, or -1 at the end. */
    int read(char[] target) throws IOException {
        CharBuffer chars = CharBuffer.wrap(target);
        while (true) {
            CoderResult result = decoder.decode(bytes, chars, atEnd);
            if (result.isError()) {
                throw malformed(result.length());
            }
            if (atStart && chars.position() > 0) {
                atStart = false;
                if (target[0] == BYTE_ORDER_MARK) {
                    System.arraycopy(target, 1, target, 0, chars.position() - 1);
                    chars.position(chars.position() - 1);
                }
            }
            if (chars.position() > 0) {
                return chars.position();
            }
            if (atEnd) {
                return -1;
            }
            fill();
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private void fill() throws IOException {
        bytesBefore += bytes.position();
        bytes.compact();
        int from = bytes.position();
        int read = in.read(bytes.array(), from, bytes.remaining());
        atEnd = read < 0;
        int to = from + Math.max(0, read);
        bytes.position(to).flip();
        if (startsWithUtf16Mark()) {
            throw new DataException(where(0), "UTF-8 text", "the byte order mark of UTF-16");
        }
        for (int i = from; i < to; i++) {
            if (bytes.get(i) == 0) {
                throw new DataException(where(bytesBefore + i), "UTF-8 text", "a NUL byte (a binary file?)");
            }
        }
    }

    private DataException malformed(int length) {
        int at = bytes.position();
        String got = "0x" + HexFormat.of().formatHex(bytes.array(), at, Math.min(at + length, bytes.limit()));
        return new DataException(where(bytesBefore + at), "UTF-8 text", got);
    }

    private boolean startsWithUtf16Mark() {
        if (bytesBefore > 0 || bytes.limit() < 2) {
            return false;
        }
        int mark = Short.toUnsignedInt(bytes.getShort(0));
        return mark == 0xfffe || mark == 0xfeff;
    }

    private String where(long offset) {
        return where + " " + offset;
    }
}
