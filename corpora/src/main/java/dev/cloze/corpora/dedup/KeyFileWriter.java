package dev.cloze.corpora.dedup;

import dev.cloze.tokenizer.AtomicFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes a file of keys. It is at its place, whole, when {@link #finish()} returns; closing without it leaves nothing.
 * Faults name the file. For one thread.
 */
final class KeyFileWriter implements Closeable {
    private final Path place;
    private final Path part;
    private final int width;
    private final long stamp;
    private final FileChannel channel;
    private final ByteBuffer block;
    private long records;

    KeyFileWriter(Path place, int width, long stamp) throws IOException {
        this.place = place;
        this.width = width;
        this.stamp = stamp;
        part = AtomicFile.part(place);
        block = ByteBuffer.allocate(KeyFileHeader.blockRecords(width) * width * Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        channel = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        channel.position(KeyFileHeader.BYTES);
    }

    /** Appends the record that begins at a place of an array. */
    void add(long[] numbers, int from) throws IOException {
        for (int i = 0; i < width; i++) {
            block.putLong(numbers[from + i]);
        }
        endRecord();
    }

    /** Appends a record of two numbers. */
    void add(long first, long second) throws IOException {
        block.putLong(first).putLong(second);
        endRecord();
    }

    /** Appends a record of three numbers. */
    void add(long first, long second, long third) throws IOException {
        block.putLong(first).putLong(second).putLong(third);
        endRecord();
    }

    private void endRecord() throws IOException {
        records++;
        if (!block.hasRemaining()) {
            flush();
        }
    }

    void finish() throws IOException {
        if (block.position() > 0) {
            flush();
        }
        try {
            channel.position(0);
        } catch (IOException e) {
            throw AtomicFile.named(place, e);
        }
        write(new KeyFileHeader(width, records, stamp).encoded());
        channel.close();
        AtomicFile.finish(part, place);
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            Files.deleteIfExists(part);
        }
    }

    private void flush() throws IOException {
        block.flip();
        int crc = KeyFileHeader.crcOf(block.duplicate());
        write(block);
        write(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(crc)
                .flip());
        block.clear();
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
