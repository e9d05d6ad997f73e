package dev.cloze.corpora.read;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * A stream whose beginning can be looked at. A fault of the stream below it is thrown only after everything before the
 * fault has been read, so that a file that is damaged late is not lost from its beginning.
 */
final class HeadStream extends InputStream {
    /** How much of the beginning can be seen, for telling formats. */
    static final int HEAD_BYTES = 1 << 16;

    private final InputStream in;
    private byte[] head = new byte[1 << 12];
    private int filled;
    private int next;
    private boolean looked;
    private IOException fault;

    HeadStream(InputStream in) {
        this.in = in;
    }

    /** The beginning, or all of a short stream; valid until something is read. The array may be longer than {@link #headBytes}. */
    byte[] head() {
        if (!looked) {
            look();
            looked = true;
        }
        return head;
    }

    /** The number of bytes of {@link #head}. */
    int headBytes() {
        head();
        return filled;
    }

    /** The fault met while looking, if nothing at all came before it. */
    void requireReadable() throws IOException {
        if (headBytes() == 0 && fault != null) {
            throw fault;
        }
    }

    private void look() {
        try {
            while (filled < HEAD_BYTES) {
                if (filled == head.length) {
                    head = Arrays.copyOf(head, Math.min(HEAD_BYTES, 4 * head.length));
                }
                int read = in.read(head, filled, head.length - filled);
                if (read < 0) {
                    return;
                }
                filled += read;
            }
        } catch (IOException e) {
            fault = e;
        }
    }

    @Override
    public int read() throws IOException {
        if (next < filled) {
            return head[next++] & 0xff;
        }
        requireNoFault();
        return in.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (next < filled) {
            int read = Math.min(length, filled - next);
            System.arraycopy(head, next, target, offset, read);
            next += read;
            return read;
        }
        requireNoFault();
        return in.read(target, offset, length);
    }

    private void requireNoFault() throws IOException {
        if (fault != null) {
            throw fault;
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
