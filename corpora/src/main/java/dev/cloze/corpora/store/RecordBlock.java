package dev.cloze.corpora.store;

import com.github.luben.zstd.ZstdCompressCtx;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Records that are compressed together.
 *
 * @param records how many
 * @param bytes of them, unpacked
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record RecordBlock(byte[] packed, int records, int bytes) {
    /** Unpacked bytes at which a block ends: the most that is unpacked to read one record, unless it is longer itself. */
    private static final int MOST_BYTES = 1 << 18;

    /** Zstandard's fastest but those that trade size away: text shrinks to 40 % at some hundred MB/s. */
    private static final int LEVEL = 1;

    /** Fills blocks, one after the other. For one thread. */
    static final class Packer implements Closeable {
        private final ZstdCompressCtx compressor = new ZstdCompressCtx();
        private ByteBuffer block = newBuffer(MOST_BYTES);
        private int records;

        Packer() {
            compressor.setLevel(LEVEL).setChecksum(true);
        }

        boolean isEmpty() {
            return records == 0;
        }

        /** Whether the record still goes into the block; one that is longer than a block has one of its own. */
        boolean hasRoom(byte[] record) {
            return records == 0 || block.remaining() >= Integer.BYTES + record.length;
        }

        void add(byte[] record) {
            int needed = Integer.BYTES + record.length;
            if (block.remaining() < needed) {
                block = newBuffer(needed);
            }
            block.putInt(record.length).put(record);
            records++;
        }

        /** The block so far, packed; the next record begins another. */
        RecordBlock take() {
            byte[] unpacked = new byte[block.position()];
            block.get(0, unpacked);
            RecordBlock taken = new RecordBlock(compressor.compress(unpacked), records, unpacked.length);
            block = block.capacity() > MOST_BYTES ? newBuffer(MOST_BYTES) : block.clear();
            records = 0;
            return taken;
        }

        @Override
        public void close() {
            compressor.close();
        }

        private static ByteBuffer newBuffer(int bytes) {
            return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }
    }
}
