package dev.cloze.corpora.shard;

import dev.cloze.tokenizer.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * One shard mapped into memory, in segments since a buffer ends at 2 GiB. Segment size and header are multiples of 8, so
 * that no number lies across a segment's end. Only absolute access: safe for several threads.
 */
final class MappedShard {
    private static final int CHECK_BYTES = 1 << 16;

    private final String where;
    private final ShardHeader header;
    private final ByteBuffer[] segments;
    private final int segmentShift;

    private MappedShard(String where, ShardHeader header, ByteBuffer[] segments, int segmentShift) {
        this.where = where;
        this.header = header;
        this.segments = segments;
        this.segmentShift = segmentShift;
    }

    /**
     * Maps a shard and checks header and size.
     *
     * @param segmentShift the binary logarithm of the segments' size, 3 to 30
     */
    static MappedShard open(Path file, int segmentShift) throws IOException {
        String where = file.toString();
        if (!Files.isRegularFile(file)) {
            throw new DataException(
                    where,
                    "the shard that the manifest lists",
                    "no file (delete the folder of shards, it is made again)");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < ShardHeader.BYTES) {
                throw new DataException(where, "a header of " + ShardHeader.BYTES + " bytes", size + " bytes");
            }
            ByteBuffer first = ByteBuffer.allocate(ShardHeader.BYTES);
            while (first.hasRemaining() && channel.read(first) >= 0) {
                // A read may give less than was asked for.
            }
            ShardHeader header = ShardHeader.decoded(where, first.flip());
            if (size != header.fileBytes()) {
                throw new DataException(
                        where,
                        header.fileBytes() + " bytes",
                        size + " (delete the folder of shards, it is made again)");
            }
            return new MappedShard(where, header, map(channel, size, segmentShift), segmentShift);
        }
    }

    private static ByteBuffer[] map(FileChannel channel, long size, int segmentShift) throws IOException {
        long segmentBytes = 1L << segmentShift;
        ByteBuffer[] segments = new ByteBuffer[Math.toIntExact((size + segmentBytes - 1) >> segmentShift)];
        for (int i = 0; i < segments.length; i++) {
            long from = (long) i << segmentShift;
            segments[i] = channel.map(FileChannel.MapMode.READ_ONLY, from, Math.min(segmentBytes, size - from))
                    .order(ByteOrder.LITTLE_ENDIAN);
        }
        return segments;
    }

    ShardHeader header() {
        return header;
    }

    String where() {
        return where;
    }

    int token(long position) {
        long at = ShardHeader.BYTES + position * header.width().bytes();
        return header.width().get(segment(at), inSegment(at));
    }

    void read(long position, int[] target, int offset, int length) {
        TokenWidth width = header.width();
        long at = ShardHeader.BYTES + position * width.bytes();
        for (int i = 0; i < length; i++, at += width.bytes()) {
            target[offset + i] = width.get(segment(at), inSegment(at));
        }
    }

    long documentStart(long document) {
        long at = header.indexAt() + document * Long.BYTES;
        return segment(at).getLong(inSegment(at));
    }

    /** The last document that starts at or before a position. */
    long documentAt(long position) {
        long low = 0;
        long high = header.documents() - 1;
        while (low < high) {
            long middle = (low + high + 1) >>> 1;
            if (documentStart(middle) <= position) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Reads all that follows the header and compares the checksum. */
    void verify() throws DataException {
        CRC32C crc = new CRC32C();
        for (int i = 0; i < segments.length; i++) {
            ByteBuffer segment = segments[i].duplicate();
            if (i == 0) {
                segment.position(ShardHeader.BYTES);
            }
            while (segment.hasRemaining()) {
                int length = Math.min(CHECK_BYTES, segment.remaining());
                crc.update(segment.slice(segment.position(), length));
                segment.position(segment.position() + length);
            }
        }
        if ((int) crc.getValue() != header.crc()) {
            throw new DataException(
                    where,
                    "checksum " + Integer.toHexString(header.crc()),
                    Integer.toHexString((int) crc.getValue()) + " (delete the folder of shards, it is made again)");
        }
    }

    private ByteBuffer segment(long at) {
        return segments[(int) (at >> segmentShift)];
    }

    private int inSegment(long at) {
        return (int) (at & ((1L << segmentShift) - 1));
    }
}
