package dev.cloze.corpora.read;

import dev.cloze.tokenizer.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;

/** What a decompressor gives: counted against the limits, with faults that name source and place. */
final class UnpackedStream extends InputStream {
    private final String source;
    private final String kind;
    private final InputStream in;
    private final UnpackLimits limits;
    private long bytes;

    UnpackedStream(String source, String kind, InputStream in, UnpackLimits limits) {
        this.source = source;
        this.kind = kind;
        this.in = in;
        this.limits = limits;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read;
        try {
            read = in.read(target, offset, length);
        } catch (IOException e) {
            throw placed(source + ": unpacked byte " + bytes, kind, e);
        } catch (RuntimeException e) {
            throw new DataException(source + ": unpacked byte " + bytes, kind, e.toString(), e);
        }
        if (read > 0) {
            bytes += read;
            limits.unpacked(source, read);
        }
        return read;
    }

    /** The fault with its place, unless it has one or is none of the data. */
    static IOException placed(String place, String expected, IOException fault) {
        if (fault instanceof DataException
                || fault instanceof UnpacksTooFarException
                || fault instanceof InterruptedIOException
                || fault instanceof ClosedByInterruptException) {
            return fault;
        }
        String got = fault.getMessage() == null ? fault.getClass().getSimpleName() : fault.getMessage();
        return new DataException(place, expected, got, fault);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
