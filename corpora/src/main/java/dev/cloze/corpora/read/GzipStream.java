package dev.cloze.corpora.read;

import dev.cloze.tokenizer.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The content of a gzip file of one or more members (RFC 1952). The JDK's {@code GZIPInputStream} takes a damaged second
 * member for the end of the file, and finds it at all only if the stream below can tell what is available; here every
 * byte of the file is accounted for. Zero bytes after the last member are the padding of tapes and accepted.
 */
final class GzipStream extends InputStream {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int METHOD_DEFLATE = 8;
    private static final int FLAG_HEADER_CRC = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;
    private static final int FLAGS_RESERVED = 0xe0;

    private final String source;
    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] packed = new byte[BUFFER_BYTES];
    private int next;
    private int end;
    private long packedBefore;
    private boolean finished;

    GzipStream(String source, InputStream in) throws IOException {
        this.source = source;
        this.in = in;
        try {
            readHeader();
        } catch (IOException e) {
            inflater.end();
            throw e;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!finished) {
            int inflated = inflate(target, offset, length);
            if (inflated > 0) {
                crc.update(target, offset, inflated);
                return inflated;
            }
            if (inflater.finished()) {
                endMember();
            } else if (inflater.needsInput()) {
                feed();
            } else {
                throw damaged("deflate data", "a preset dictionary");
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        finished = true;
        inflater.end();
        in.close();
    }

    private int inflate(byte[] target, int offset, int length) throws IOException {
        try {
            return inflater.inflate(target, offset, length);
        } catch (DataFormatException e) {
            throw damaged("deflate data", String.valueOf(e.getMessage()));
        }
    }

    private void feed() throws IOException {
        if (next == end && !fill()) {
            throw truncated();
        }
        inflater.setInput(packed, next, end - next);
        next = end;
    }

    /** Checks the trailer of the member that ended, then begins the next one if there is one. */
    private void endMember() throws IOException {
        next = end - inflater.getRemaining();
        long expectedCrc = littleEndian(4);
        if (expectedCrc != crc.getValue()) {
            throw damaged("checksum " + Long.toHexString(expectedCrc), Long.toHexString(crc.getValue()));
        }
        long expectedBytes = littleEndian(4);
        long unpackedBytes = inflater.getBytesWritten() & 0xffff_ffffL;
        if (expectedBytes != unpackedBytes) {
            throw damaged(expectedBytes + " bytes in the member (modulo 2^32)", String.valueOf(unpackedBytes));
        }
        if (atEndOrPadding()) {
            finished = true;
        } else {
            inflater.reset();
            crc.reset();
            readHeader();
        }
    }

    private boolean atEndOrPadding() throws IOException {
        if (next == end && !fill()) {
            return true;
        }
        if (packed[next] != 0) {
            return false;
        }
        do {
            for (; next < end; next++) {
                if (packed[next] != 0) {
                    throw damaged("the end of the file after padding", "more bytes");
                }
            }
        } while (fill());
        return true;
    }

    private void readHeader() throws IOException {
        int magic = (int) littleEndian(2);
        if (magic != 0x8b1f) {
            throw damaged("a gzip member or the end of the file", "bytes of another kind");
        }
        int method = nextByte();
        if (method != METHOD_DEFLATE) {
            throw damaged("gzip method 8 (deflate)", String.valueOf(method));
        }
        int flags = nextByte();
        if ((flags & FLAGS_RESERVED) != 0) {
            throw damaged("gzip flags below 32", String.valueOf(flags));
        }
        skip(6); // time, extra flags, operating system
        if ((flags & FLAG_EXTRA) != 0) {
            skip((int) littleEndian(2));
        }
        if ((flags & FLAG_NAME) != 0) {
            skipText();
        }
        if ((flags & FLAG_COMMENT) != 0) {
            skipText();
        }
        if ((flags & FLAG_HEADER_CRC) != 0) {
            skip(2);
        }
    }

    private long littleEndian(int bytes) throws IOException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (long) nextByte() << (8 * i);
        }
        return value;
    }

    private void skip(int bytes) throws IOException {
        for (int i = 0; i < bytes; i++) {
            nextByte();
        }
    }

    private void skipText() throws IOException {
        while (nextByte() != 0) {
            // The name of the original file: not used.
        }
    }

    private int nextByte() throws IOException {
        if (next == end && !fill()) {
            throw truncated();
        }
        return packed[next++] & 0xff;
    }

    private boolean fill() throws IOException {
        packedBefore += end;
        next = 0;
        end = Math.max(0, in.read(packed));
        return end > 0;
    }

    private DataException truncated() {
        return damaged("more gzip data", "the end of the file (truncated?)");
    }

    private DataException damaged(String expected, String got) {
        long offset = packedBefore + next - (inflater.finished() ? 0 : inflater.getRemaining());
        return new DataException(source + ": byte " + offset, expected, got);
    }
}
