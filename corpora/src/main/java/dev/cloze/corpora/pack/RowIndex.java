package dev.cloze.corpora.pack;

import dev.cloze.corpora.pack.RowPacker.Piece;
import dev.cloze.corpora.shard.MappedBytes;
import dev.cloze.tokenizer.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * A mapped file that says which pieces of the stream each row has. Little-endian: a header of 128 bytes; the pieces, a long each,
 * place in the stream times 2^16 plus length; for each row, and once for the end, the number of its first piece. For several
 * threads.
 */
final class RowIndex {
    static final int HEADER_BYTES = 128;
    static final int LENGTH_BITS = 16;
    static final int MOST_LENGTH = (1 << LENGTH_BITS) - 1;

    private static final byte[] MAGIC = "CLZROWS1".getBytes(StandardCharsets.US_ASCII);

    private final Header header;
    private final MappedBytes bytes;

    private RowIndex(Header header, MappedBytes bytes) {
        this.header = header;
        this.bytes = bytes;
    }

    /** What rows were made of. */
    record Key(int rowLength, long tokens, String tokenizerSha256, String corpusSha256) {
        Key {
            if (rowLength < 1 || rowLength > MOST_LENGTH) {
                throw new IllegalArgumentException("rowLength: expected 1 to " + MOST_LENGTH + ", got " + rowLength);
            }
        }
    }

    /** The first bytes: magic, row length, CRC-32C of all that follows the header, tokens, rows, pieces, two hashes. */
    record Header(Key key, long rows, long pieces, int crc) {
        ByteBuffer encoded() {
            return ByteBuffer.allocate(HEADER_BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put(MAGIC)
                    .putInt(key.rowLength)
                    .putInt(crc)
                    .putLong(key.tokens)
                    .putLong(rows)
                    .putLong(pieces)
                    .put(HexFormat.of().parseHex(key.tokenizerSha256))
                    .put(HexFormat.of().parseHex(key.corpusSha256))
                    .rewind();
        }

        static Header decoded(String where, ByteBuffer header) throws DataException {
            byte[] magic = new byte[MAGIC.length];
            header.order(ByteOrder.LITTLE_ENDIAN).get(magic);
            if (!Arrays.equals(magic, MAGIC)) {
                throw damaged(
                        where,
                        "an index of rows (magic CLZROWS1)",
                        HexFormat.of().formatHex(magic));
            }
            int rowLength = header.getInt();
            int crc = header.getInt();
            long tokens = header.getLong();
            long rows = header.getLong();
            long pieces = header.getLong();
            if (rowLength < 1 || rowLength > MOST_LENGTH) {
                throw damaged(where, "a row length of 1 to " + MOST_LENGTH, "" + rowLength);
            }
            return new Header(new Key(rowLength, tokens, hash(header), hash(header)), rows, pieces, crc);
        }

        private static String hash(ByteBuffer header) {
            byte[] hash = new byte[32];
            header.get(hash);
            return HexFormat.of().formatHex(hash);
        }

        private long firstsAt() {
            return HEADER_BYTES + pieces * Long.BYTES;
        }

        private long fileBytes() {
            return firstsAt() + (rows + 1) * Long.BYTES;
        }
    }

    /** What the rows of a file were made of. */
    static Key keyOf(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return header(file, channel).key;
        }
    }

    /** Maps a file and checks every byte of it. */
    static RowIndex open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Header header = header(file, channel);
            if (channel.size() != header.fileBytes()) {
                throw damaged(file.toString(), header.fileBytes() + " bytes", "" + channel.size());
            }
            MappedBytes bytes = MappedBytes.of(channel, MappedBytes.SEGMENT_SHIFT);
            int crc = bytes.crc(HEADER_BYTES);
            if (crc != header.crc) {
                throw damaged(file.toString(), "checksum " + Integer.toHexString(header.crc), Integer.toHexString(crc));
            }
            return new RowIndex(header, bytes);
        }
    }

    private static Header header(Path file, FileChannel channel) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        while (header.hasRemaining() && channel.read(header) >= 0) {
            // A read may give less than was asked for.
        }
        if (header.hasRemaining()) {
            throw damaged(file.toString(), "a header of " + HEADER_BYTES + " bytes", channel.size() + " bytes");
        }
        return Header.decoded(file.toString(), header.flip());
    }

    private static DataException damaged(String where, String expected, String got) {
        return new DataException(where, expected, got + " (delete the file, it is made again)");
    }

    Key key() {
        return header.key;
    }

    long rows() {
        return header.rows;
    }

    List<Piece> pieces(long row) {
        Objects.checkIndex(row, rows());
        long firstAt = header.firstsAt() + row * Long.BYTES;
        long end = bytes.getLong(firstAt + Long.BYTES);
        List<Piece> pieces = new ArrayList<>();
        for (long piece = bytes.getLong(firstAt); piece < end; piece++) {
            long packed = bytes.getLong(HEADER_BYTES + piece * Long.BYTES);
            pieces.add(new Piece(packed >>> LENGTH_BITS, (int) (packed & MOST_LENGTH)));
        }
        return pieces;
    }
}
