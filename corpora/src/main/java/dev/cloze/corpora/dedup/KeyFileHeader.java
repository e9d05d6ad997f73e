package dev.cloze.corpora.dedup;

import dev.cloze.tokenizer.DataException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * The first bytes of a file of keys; see the package description for the layout.
 *
 * @param width 64-bit numbers in a record
 * @param stamp a hash of what the file was made from
 */
record KeyFileHeader(int width, long records, long stamp) {
    static final int BYTES = 48;

    private static final int FORMAT_VERSION = 1;
    private static final byte[] MAGIC = "CLZ-KEYS".getBytes(StandardCharsets.US_ASCII);
    private static final int CRC_AT = BYTES - Integer.BYTES;
    private static final int BLOCK_BYTES = 1 << 15;

    ByteBuffer encoded() {
        ByteBuffer header = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.put(MAGIC).putInt(FORMAT_VERSION).putInt(width).putLong(records).putLong(stamp);
        header.putInt(CRC_AT, crcOf(header.slice(0, CRC_AT)));
        return header.rewind();
    }

    static KeyFileHeader decoded(String where, ByteBuffer header) throws DataException {
        byte[] magic = new byte[MAGIC.length];
        header.order(ByteOrder.LITTLE_ENDIAN).get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new DataException(
                    where, "a file of keys (magic CLZ-KEYS)", HexFormat.of().formatHex(magic));
        }
        int version = header.getInt();
        if (version != FORMAT_VERSION) {
            throw new DataException(where, "format version " + FORMAT_VERSION, String.valueOf(version));
        }
        KeyFileHeader decoded = new KeyFileHeader(header.getInt(), header.getLong(), header.getLong());
        requireCrc(where, "header", header.getInt(CRC_AT), crcOf(header.slice(0, CRC_AT)));
        if (decoded.width < 1 || decoded.records < 0) {
            throw new DataException(where, "records of 1 number or more", decoded.toString());
        }
        return decoded;
    }

    static void requireCrc(String where, String part, int expected, int found) throws DataException {
        if (expected != found) {
            throw new DataException(
                    where, part + " checksum " + Integer.toHexString(expected), Integer.toHexString(found));
        }
    }

    static int crcOf(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    /** Records in a block, the last one excepted. */
    static int blockRecords(int width) {
        return Math.max(1, BLOCK_BYTES / (width * Long.BYTES));
    }

    long fileBytes() {
        int blockRecords = blockRecords(width);
        long blocks = (records + blockRecords - 1) / blockRecords;
        return BYTES + records * width * Long.BYTES + blocks * Integer.BYTES;
    }
}
