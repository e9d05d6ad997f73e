package dev.cloze.corpora.read;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that counts the bytes taken from it. */
public final class CountingStream extends FilterInputStream {
    private long bytesRead;

    public CountingStream(InputStream in) {
        super(in);
    }

    /** Bytes taken so far. */
    public long bytesRead() {
        return bytesRead;
    }

    @Override
    public int read() throws IOException {
        int value = in.read();
        if (value >= 0) {
            bytesRead++;
        }
        return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = in.read(target, offset, length);
        if (read > 0) {
            bytesRead += read;
        }
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = in.skip(count);
        bytesRead += skipped;
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
