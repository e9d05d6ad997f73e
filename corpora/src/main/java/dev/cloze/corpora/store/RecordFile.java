package dev.cloze.corpora.store;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import dev.cloze.tokenizer.DataException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * A finished file of records, by their numbers. The block that was read last is kept, so that records in order cost one
 * unpacking each block. For one thread.
 */
public final class RecordFile implements Closeable {
    private final String where;
    private final FileChannel channel;
    private final RecordFileHeader header;
    private final ByteBuffer index;
    private ByteBuffer block = ByteBuffer.allocate(0);
    private long blockNumber = -1; // none yet
    private long recordInBlock;
    private long bytesRead;

    private RecordFile(String where, FileChannel channel, RecordFileHeader header, ByteBuffer index) {
        this.where = where;
        this.channel = channel;
        this.header = header;
        this.index = index;
    }

    /**
     * Opens a file and checks header and index.
     *
     * @throws DataException if it is no file of records, is damaged there, or has another size than its header says
     */
    public static RecordFile open(Path file) throws IOException {
        String where = file.toString();
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            long size = channel.size();
            if (size < RecordFileHeader.BYTES) {
                throw new DataException(where, "a header of " + RecordFileHeader.BYTES + " bytes", size + " bytes");
            }
            RecordFileHeader header =
                    RecordFileHeader.decoded(where, buffer(read(channel, 0, RecordFileHeader.BYTES, where)));
            if (size != header.fileBytes()) {
                throw new DataException(where, header.fileBytes() + " bytes", String.valueOf(size));
            }
            ByteBuffer index = buffer(read(channel, header.indexAt(), Math.toIntExact(size - header.indexAt()), where));
            CRC32C crc = new CRC32C();
            crc.update(index.duplicate());
            RecordFileHeader.requireCrc(where, "index", header.indexCrc(), (int) crc.getValue());
            return new RecordFile(where, channel, header, index);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    public long records() {
        return header.records();
    }

    /**
     * The record of a number.
     *
     * @throws DataException if its block is damaged
     */
    public byte[] record(long number) throws IOException {
        Objects.checkIndex(number, records());
        if (blockNumber < 0 || number < recordInBlock || number >= end(blockNumber)) {
            openBlock(blockOf(number));
        }
        while (recordInBlock < number) {
            block.position(block.position() + Integer.BYTES + block.getInt(block.position()));
            recordInBlock++;
        }
        byte[] record = new byte[block.getInt(block.position())];
        block.get(block.position() + Integer.BYTES, record);
        return record;
    }

    /** Bytes of the blocks that have been read so far, as they lie on the disk. */
    public long bytesRead() {
        return bytesRead;
    }

    /** Reads every block and compares its checksum. */
    public void verify() throws IOException {
        for (long number = 0; number < header.blocks(); number++) {
            openBlock(number);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void openBlock(long number) throws IOException {
        long from = entry(number, 0);
        long to = number + 1 < header.blocks() ? entry(number + 1, 0) : header.indexAt();
        int length = Math.toIntExact(entry(number, 2));
        byte[] unpacked = new byte[length];
        byte[] packed = read(channel, from, Math.toIntExact(to - from), where);
        try {
            Zstd.decompress(unpacked, packed);
        } catch (ZstdException e) {
            throw new DataException(where + ": block " + number, "intact bytes", String.valueOf(e.getMessage()), e);
        }
        bytesRead += packed.length;
        block = buffer(unpacked);
        blockNumber = number;
        recordInBlock = entry(number, 1);
    }

    /** The last block that begins at or before a record. */
    private long blockOf(long record) {
        long low = 0;
        long high = header.blocks() - 1;
        while (low < high) {
            long middle = (low + high + 1) >>> 1;
            if (entry(middle, 1) <= record) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private long end(long number) {
        return number + 1 < header.blocks() ? entry(number + 1, 1) : records();
    }

    private long entry(long number, int field) {
        return index.getLong(Math.toIntExact(number * RecordFileHeader.INDEX_ENTRY_BYTES) + field * Long.BYTES);
    }

    private static ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] read(FileChannel channel, long from, int length, String where) throws IOException {
        byte[] bytes = new byte[length];
        ByteBuffer target = ByteBuffer.wrap(bytes);
        long at = from;
        while (target.hasRemaining()) {
            int read = channel.read(target, at);
            if (read < 0) {
                throw new DataException(where, "bytes up to " + (from + length), "an end at " + at);
            }
            at += read;
        }
        return bytes;
    }
}
