package dev.cloze.corpora.dedup;

import dev.cloze.tokenizer.DataException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads a file of keys from its beginning to its end; each block is checked before its first record is seen. It stands
 * on a record after {@link #advance()} has returned true. For one thread.
 */
final class KeyFileReader implements Closeable {
    private static final String HINT = "; delete the folder, it is made again";

    private final String where;
    private final FileChannel channel;
    private final KeyFileHeader header;
    private final int blockRecords;
    private final ByteBuffer bytes;
    private final long[] block;
    private long read;
    private int inBlock;
    private int at = -1;

    private KeyFileReader(String where, FileChannel channel, KeyFileHeader header) {
        this.where = where;
        this.channel = channel;
        this.header = header;
        blockRecords = KeyFileHeader.blockRecords(header.width());
        block = new long[blockRecords * header.width()];
        bytes = ByteBuffer.allocate(block.length * Long.BYTES + Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Opens a file.
     *
     * @throws DataException if it is damaged or was made from something else
     */
    static KeyFileReader open(Path file, int width, long stamp) throws IOException {
        KeyFileReader reader = open(file, width);
        if (reader.header.stamp() != stamp) {
            reader.close();
            throw new DataException(
                    file.toString(),
                    "stamp " + Long.toHexString(stamp),
                    Long.toHexString(reader.header.stamp()) + HINT);
        }
        return reader;
    }

    /**
     * Opens a file, whatever it was made from.
     *
     * @throws DataException if it is damaged
     */
    static KeyFileReader open(Path file, int width) throws IOException {
        String where = file.toString();
        if (!Files.isRegularFile(file)) {
            throw new DataException(where, "a file of keys", "no file");
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            if (channel.size() < KeyFileHeader.BYTES) {
                throw new DataException(
                        where, "a header of " + KeyFileHeader.BYTES + " bytes", channel.size() + " bytes");
            }
            ByteBuffer first = ByteBuffer.allocate(KeyFileHeader.BYTES);
            fill(channel, first, where);
            KeyFileHeader header = KeyFileHeader.decoded(where, first.flip());
            if (header.width() != width) {
                throw new DataException(where, width + " numbers a record", header.width() + HINT);
            }
            if (channel.size() != header.fileBytes()) {
                throw new DataException(where, header.fileBytes() + " bytes", channel.size() + HINT);
            }
            return new KeyFileReader(where, channel, header);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Whether a finished file, made from the same, is at this place. */
    static boolean isFinished(Path file, int width, long stamp) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (KeyFileReader reader = open(file, width, stamp)) {
            return reader.records() >= 0;
        } catch (DataException e) {
            return false;
        }
    }

    long records() {
        return header.records();
    }

    /** Goes to the next record; false after the last. */
    boolean advance() throws IOException {
        at++;
        if (at < inBlock) {
            return true;
        }
        long left = header.records() - read;
        inBlock = (int) Math.min(left, blockRecords);
        at = 0;
        if (inBlock == 0) {
            return false;
        }
        int payload = inBlock * header.width() * Long.BYTES;
        bytes.clear().limit(payload + Integer.BYTES);
        fill(channel, bytes, where);
        KeyFileHeader.requireCrc(
                where,
                "at record " + read + ", block",
                bytes.getInt(payload),
                KeyFileHeader.crcOf(bytes.slice(0, payload)));
        bytes.flip();
        bytes.asLongBuffer().get(block, 0, inBlock * header.width());
        read += inBlock;
        return true;
    }

    /** A number of the record on which this stands. */
    long field(int index) {
        return block[at * header.width() + index];
    }

    /** The record on which this stands, in an array of several. */
    long[] numbers() {
        return block;
    }

    /** Where in {@link #numbers()} the record begins. */
    int from() {
        return at * header.width();
    }

    private static void fill(FileChannel channel, ByteBuffer bytes, String where) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new DataException(where, bytes.remaining() + " more bytes", "the end of the file");
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
