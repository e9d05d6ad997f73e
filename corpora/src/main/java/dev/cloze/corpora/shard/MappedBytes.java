package dev.cloze.corpora.shard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/**
 * A file mapped into memory, little-endian, in segments since a buffer ends at 2 GiB. The segments' size is a multiple of 8,
 * so that no number at its natural place lies across a segment's end. Only absolute access: safe for several threads.
 */
public final class MappedBytes {
    /** Segments of 1 GiB: the largest power of two that a buffer can hold. */
    public static final int SEGMENT_SHIFT = 30;

    private static final int CHECK_BYTES = 1 << 16;

    private final ByteBuffer[] segments;
    private final int segmentShift;

    private MappedBytes(ByteBuffer[] segments, int segmentShift) {
        this.segments = segments;
        this.segmentShift = segmentShift;
    }

    /**
     * Maps all of a file, which may be closed then.
     *
     * @param segmentShift the binary logarithm of the segments' size, 3 to 30
     */
    public static MappedBytes of(FileChannel channel, int segmentShift) throws IOException {
        long size = channel.size();
        long segmentBytes = 1L << segmentShift;
        ByteBuffer[] segments = new ByteBuffer[Math.toIntExact((size + segmentBytes - 1) >> segmentShift)];
        for (int i = 0; i < segments.length; i++) {
            long from = (long) i << segmentShift;
            segments[i] = channel.map(FileChannel.MapMode.READ_ONLY, from, Math.min(segmentBytes, size - from))
                    .order(ByteOrder.LITTLE_ENDIAN);
        }
        return new MappedBytes(segments, segmentShift);
    }

    /** The eight bytes at a multiple of 8. */
    public long getLong(long at) {
        return segment(at).getLong(inSegment(at));
    }

    /** The segment in which a place lies. */
    ByteBuffer segment(long at) {
        return segments[(int) (at >> segmentShift)];
    }

    /** Where in its segment a place lies. */
    int inSegment(long at) {
        return (int) (at & ((1L << segmentShift) - 1));
    }

    /** The CRC-32C of all bytes from a place in the first segment on. */
    public int crc(int from) {
        CRC32C crc = new CRC32C();
        for (int i = 0; i < segments.length; i++) {
            ByteBuffer segment = segments[i].duplicate();
            if (i == 0) {
                segment.position(from);
            }
            while (segment.hasRemaining()) {
                int length = Math.min(CHECK_BYTES, segment.remaining());
                crc.update(segment.slice(segment.position(), length));
                segment.position(segment.position() + length);
            }
        }
        return (int) crc.getValue();
    }
}
