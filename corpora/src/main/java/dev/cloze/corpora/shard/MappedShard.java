package dev.cloze.corpora.shard;

import dev.cloze.tokenizer.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One shard mapped into memory. Its header is a multiple of 8, so that every number is at its natural place. */
final class MappedShard {
    private final String where;
    private final ShardHeader header;
    private final MappedBytes bytes;

    private MappedShard(String where, ShardHeader header, MappedBytes bytes) {
        this.where = where;
        this.header = header;
        this.bytes = bytes;
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
            return new MappedShard(where, header, MappedBytes.of(channel, segmentShift));
        }
    }

    ShardHeader header() {
        return header;
    }

    String where() {
        return where;
    }

    int token(long position) {
        long at = ShardHeader.BYTES + position * header.width().bytes();
        return header.width().get(bytes.segment(at), bytes.inSegment(at));
    }

    void read(long position, int[] target, int offset, int length) {
        TokenWidth width = header.width();
        long at = ShardHeader.BYTES + position * width.bytes();
        for (int i = 0; i < length; i++, at += width.bytes()) {
            target[offset + i] = width.get(bytes.segment(at), bytes.inSegment(at));
        }
    }

    long documentStart(long document) {
        long at = header.indexAt() + document * Long.BYTES;
        return bytes.getLong(at);
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
        int crc = bytes.crc(ShardHeader.BYTES);
        if (crc != header.crc()) {
            throw new DataException(
                    where,
                    "checksum " + Integer.toHexString(header.crc()),
                    Integer.toHexString(crc) + " (delete the folder of shards, it is made again)");
        }
    }
}
