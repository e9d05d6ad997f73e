package dev.cloze.corpora.read;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A stream of UTF-16 or UTF-32 as UTF-8, so that records can be cut by bytes; malformed units are replaced and counted. */
final class TranscodedStream extends InputStream {
    private static final int BUFFER_CHARS = 1 << 13;
    /** Of two bytes, one is zero in at least this part of the units of a Latin text. */
    private static final double ZERO_PART = 0.4;

    /** Fewer units say nothing. */
    private static final int LEAST_UNITS = 8;

    private final String source;
    private final ReadTally tally;
    private final Reader reader;
    private final char[] chars = new char[BUFFER_CHARS + 1];
    private byte[] bytes = new byte[0];
    private int next;
    private int held;
    private long replaced;

    TranscodedStream(String source, InputStream in, Charset charset, ReadTally tally) {
        this.source = source;
        this.tally = tally;
        this.reader = new InputStreamReader(in, charset);
    }

    /** The wide charset of a stream, by its mark or by the zeros in it. */
    static Optional<Charset> wide(byte[] head, int headBytes) {
        Optional<DecodedText.Mark> mark = DecodedText.Mark.of(head, headBytes);
        if (mark.isPresent()) {
            return mark.map(DecodedText.Mark::charset).filter(charset -> !charset.equals(StandardCharsets.UTF_8));
        }
        int units = headBytes / 2;
        if (units < LEAST_UNITS) {
            return Optional.empty();
        }
        int zeroHigh = 0;
        int zeroLow = 0;
        for (int i = 0; i < units; i++) {
            zeroHigh += head[2 * i] == 0 ? 1 : 0;
            zeroLow += head[2 * i + 1] == 0 ? 1 : 0;
        }
        if (zeroLow > ZERO_PART * units && zeroHigh * 10 < zeroLow) {
            return Optional.of(StandardCharsets.UTF_16LE);
        }
        return zeroHigh > ZERO_PART * units && zeroLow * 10 < zeroHigh
                ? Optional.of(StandardCharsets.UTF_16BE)
                : Optional.empty();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (next == bytes.length && !fill()) {
            return -1;
        }
        int read = Math.min(length, bytes.length - next);
        System.arraycopy(bytes, next, target, offset, read);
        next += read;
        return read;
    }

    private boolean fill() throws IOException {
        int read = reader.read(chars, held, BUFFER_CHARS - held);
        if (read < 0 && held == 0) {
            if (replaced > 0) {
                tally.add(new ReadFinding(
                        ReadReason.REPAIRED, source, "well-formed UTF-16 or UTF-32", replaced + " malformed places"));
                replaced = 0;
            }
            return false;
        }
        int length = held + Math.max(0, read);
        // A pair that the buffer divides waits for its other half.
        held = read >= 0 && Character.isHighSurrogate(chars[length - 1]) ? 1 : 0;
        String text = new String(chars, 0, length - held);
        chars[0] = chars[length - 1];
        for (int at = text.indexOf('\uFFFD'); at >= 0; at = text.indexOf('\uFFFD', at + 1)) {
            replaced++;
        }
        bytes = text.getBytes(StandardCharsets.UTF_8);
        next = 0;
        return bytes.length > 0 || fill();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
