package dev.cloze.corpora.read;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Cuts a plain text into pieces of at most the largest document: at an empty line, else at a line end, a space, or
 * between two characters. A text that fits is one piece. When the stream fails, what came before comes first.
 */
final class TextCutter implements Cutter {
    private static final int FIRST_BYTES = 1 << 14;

    private final Origin origin;
    private final InputStream in;
    private final Extraction extraction;
    private final int maxBytes;
    private byte[] buffer;
    private int filled;
    private long pieces;
    private boolean atEnd;
    private IOException fault;

    TextCutter(Origin origin, InputStream in, Extraction extraction) {
        this.origin = origin;
        this.in = in;
        this.extraction = extraction;
        this.maxBytes = origin.settings().maxDocumentBytes();
        this.buffer = new byte[Math.min(FIRST_BYTES, maxBytes)];
    }

    @Override
    public Optional<RawRecord> next() throws IOException {
        fill();
        if (filled == 0) {
            if (fault != null) {
                throw fault;
            }
            return Optional.empty();
        }
        if (atEnd) {
            return Optional.of(piece(filled));
        }
        if (pieces == 0) {
            origin.tally()
                    .add(new ReadFinding(
                            ReadReason.SPLIT,
                            origin.source(),
                            "at most " + maxBytes + " bytes",
                            "more: divided at paragraphs"));
        }
        return Optional.of(piece(cut()));
    }

    private void fill() {
        try {
            while (!atEnd) {
                if (filled == buffer.length) {
                    if (filled == maxBytes) {
                        return;
                    }
                    buffer = Arrays.copyOf(buffer, (int) Math.min(maxBytes, 4L * buffer.length));
                }
                int read = in.read(buffer, filled, buffer.length - filled);
                if (read < 0) {
                    atEnd = true;
                } else {
                    filled += read;
                }
            }
        } catch (IOException e) {
            fault = e;
            atEnd = true;
        }
    }

    private int cut() {
        int line = -1;
        int space = -1;
        for (int i = filled - 1; i > 0; i--) {
            if (buffer[i] == '\n') {
                if (buffer[i - 1] == '\n' || (buffer[i - 1] == '\r' && i > 1 && buffer[i - 2] == '\n')) {
                    return i + 1;
                }
                line = Math.max(line, i);
            } else if (buffer[i] == ' ') {
                space = Math.max(space, i);
            }
        }
        if (line > 0 || space > 0) {
            return (line > 0 ? line : space) + 1;
        }
        int end = filled;
        while (end > filled - 4 && (buffer[end - 1] & 0xc0) == 0x80) {
            end--;
        }
        // Behind the continuation bytes stands the first byte of a character, which may lack some of them.
        return end > 1 && (buffer[end - 1] & 0xc0) == 0xc0 ? end - 1 : filled;
    }

    private RawRecord piece(int length) {
        RawRecord piece = RawRecord.section(
                origin.source(),
                pieces++,
                Arrays.copyOf(buffer, length),
                origin.charset(),
                extraction,
                origin.settings());
        System.arraycopy(buffer, length, buffer, 0, filled - length);
        filled -= length;
        return piece;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
