package dev.cloze.corpora.read;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Cuts a stream into blocks of whole records. Memory is bounded by the largest record allowed: a larger one is passed
 * over and counted with its place. When the stream fails, the whole records before the fault come first.
 */
final class BlockCutter implements Cutter {
    private static final int FIRST_BYTES = 1 << 14;
    private static final int BLOCK_BYTES = 1 << 18;
    /** What is kept when bytes are passed over, since an end may be found a few bytes late. */
    private static final int OVERLAP_BYTES = 2 * MailEnds.LONGEST_LINE;

    private final Origin origin;
    private final InputStream in;
    private final RecordEnds ends;
    private final Extraction extraction;
    private final int blockBytes;
    private final int maxBytes;
    private byte[] buffer;
    private int filled;
    private int scanned;
    private int lastEnd;
    private long line = 1;
    private long blocks;
    private boolean passingOver;
    private boolean atEnd;
    private IOException fault;

    /**
     * Cuts a stream, which is closed with this cutter.
     *
     * @param extraction is given blocks of records, the number of the first line and of the block
     */
    BlockCutter(Origin origin, InputStream in, RecordEnds ends, Extraction extraction) {
        this.origin = origin;
        this.in = in;
        this.ends = ends;
        this.extraction = extraction;
        this.maxBytes = origin.settings().maxRecordBytes();
        this.buffer = new byte[Math.min(FIRST_BYTES, maxBytes)];
        this.blockBytes = Math.min(BLOCK_BYTES, maxBytes);
    }

    @Override
    public Optional<RawRecord> next() throws IOException {
        while (true) {
            if (lastEnd > 0 && (filled >= blockBytes || atEnd)) {
                return Optional.of(block(lastEnd));
            }
            if (atEnd) {
                return lastBlock();
            }
            if (filled == buffer.length) {
                makeRoom();
            }
            fill();
        }
    }

    private Optional<RawRecord> lastBlock() throws IOException {
        if (fault != null) {
            throw fault;
        }
        if (passingOver || filled == 0) {
            return Optional.empty();
        }
        return Optional.of(block(filled));
    }

    private void fill() {
        int read;
        try {
            read = in.read(buffer, filled, buffer.length - filled);
        } catch (IOException e) {
            fault = e;
            read = -1;
        }
        if (read < 0) {
            atEnd = true;
            return;
        }
        filled += read;
        if (passingOver) {
            findEndOfLongRecord();
        }
        if (!passingOver) {
            int end = scanned;
            while (end >= 0) {
                end = ends.nextEnd(buffer, end, filled);
                lastEnd = Math.max(lastEnd, end);
            }
            scanned = filled;
        }
    }

    private void makeRoom() throws IOException {
        if (passingOver) {
            drop(filled - OVERLAP_BYTES);
        } else if (buffer.length < maxBytes) {
            buffer = Arrays.copyOf(buffer, (int) Math.min(maxBytes, 4L * buffer.length));
        } else {
            origin.tally()
                    .add(new ReadFinding(
                            ReadReason.TOO_LONG,
                            Sources.line(origin.source(), line),
                            "a record of at most " + maxBytes + " bytes",
                            "a longer one"));
            ends.resynchronise();
            passingOver = true;
            drop(filled - OVERLAP_BYTES);
        }
    }

    private void findEndOfLongRecord() {
        int end = ends.nextEnd(buffer, scanned, filled);
        scanned = filled;
        if (end >= 0) {
            drop(end);
            scanned = 0;
            passingOver = false;
        }
    }

    private RawRecord block(int length) {
        RawRecord block = RawRecord.lines(
                origin.source(),
                line,
                blocks++,
                Arrays.copyOf(buffer, length),
                origin.charset(),
                extraction,
                origin.settings());
        drop(length);
        lastEnd = 0;
        return block;
    }

    private void drop(int bytes) {
        line += LineFeeds.count(buffer, 0, bytes);
        System.arraycopy(buffer, bytes, buffer, 0, filled - bytes);
        filled -= bytes;
        scanned -= Math.min(scanned, bytes);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
