package dev.cloze.corpora.store;

import dev.cloze.tokenizer.AtomicFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Writes a file of records. The file is at its place, whole, when {@link #finish()} returns; closing without it leaves
 * nothing. Memory holds one block and 24 bytes for each finished one. For one thread.
 */
public final class RecordWriter implements Closeable {
    private final Path place;
    private final Path part;
    private final FileChannel channel;
    private final RecordBlock.Packer packer = new RecordBlock.Packer();
    private ByteBuffer index = ByteBuffer.allocate(1 << 12).order(ByteOrder.LITTLE_ENDIAN);
    private long records;
    private long recordsWritten;
    private long blocks;

    public RecordWriter(Path place) throws IOException {
        this.place = place;
        part = AtomicFile.part(place);
        channel = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        channel.position(RecordFileHeader.BYTES);
    }

    /** Records so far: the number of the next one. */
    public long records() {
        return records;
    }

    /** Bytes on the disk so far, without the block that is being filled. */
    public long bytes() throws IOException {
        return channel.position();
    }

    /** Appends one record. */
    public void append(byte[] record) throws IOException {
        if (!packer.hasRoom(record)) {
            write(packer.take());
        }
        packer.add(record);
        records++;
    }

    /** Appends a block as it is, behind all records so far. */
    void append(RecordBlock block) throws IOException {
        finishBlock();
        records += block.records();
        write(block);
    }

    /** Writes what is left, the index and the header, and moves the file to its place. */
    public void finish() throws IOException {
        finishBlock();
        index.flip();
        CRC32C crc = new CRC32C();
        crc.update(index.duplicate());
        RecordFileHeader header = new RecordFileHeader(records, blocks, channel.position(), (int) crc.getValue());
        write(index);
        channel.position(0);
        write(header.encoded());
        channel.close();
        AtomicFile.finish(part, place);
        close();
    }

    @Override
    public void close() throws IOException {
        packer.close();
        try (channel) {
            Files.deleteIfExists(part);
        }
    }

    private void finishBlock() throws IOException {
        if (!packer.isEmpty()) {
            write(packer.take());
        }
    }

    private void write(RecordBlock block) throws IOException {
        if (index.remaining() < RecordFileHeader.INDEX_ENTRY_BYTES) {
            index = ByteBuffer.allocate(2 * index.capacity())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put(index.flip());
        }
        index.putLong(channel.position()).putLong(recordsWritten).putLong(block.bytes());
        write(ByteBuffer.wrap(block.packed()));
        recordsWritten += block.records();
        blocks++;
    }

    private void write(ByteBuffer bytes) throws IOException {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw AtomicFile.named(place, e);
        }
    }
}
