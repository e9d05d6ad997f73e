package dev.cloze.corpora.store;

import dev.cloze.tokenizer.DataException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** The first 64 bytes of a file of records; see the package description for the layout. */
record RecordFileHeader(long records, long blocks, long indexAt, int indexCrc) {
    static final int BYTES = 64;
    /** Of one block in the index: place, first record, unpacked length. */
    static final int INDEX_ENTRY_BYTES = 3 * Long.BYTES;

    private static final int FORMAT_VERSION = 1;
    private static final byte[] MAGIC = "CLZBLOCK".getBytes(StandardCharsets.US_ASCII);
    private static final int CRC_AT = BYTES - Integer.BYTES;

    ByteBuffer encoded() {
        ByteBuffer header = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.put(MAGIC).putInt(FORMAT_VERSION).putInt(indexCrc);
        header.putLong(records).putLong(blocks).putLong(indexAt);
        header.putInt(CRC_AT, crcOf(header));
        return header.rewind();
    }

    static RecordFileHeader decoded(String where, ByteBuffer bytes) throws DataException {
        ByteBuffer header = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        byte[] magic = new byte[MAGIC.length];
        header.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new DataException(
                    where, "a file of records (magic CLZBLOCK)", HexFormat.of().formatHex(magic));
        }
        int version = header.getInt();
        if (version != FORMAT_VERSION) {
            throw new DataException(where, "format version " + FORMAT_VERSION, String.valueOf(version));
        }
        int indexCrc = header.getInt();
        RecordFileHeader decoded = new RecordFileHeader(header.getLong(), header.getLong(), header.getLong(), indexCrc);
        requireCrc(where, "header", header.getInt(CRC_AT), crcOf(header));
        return decoded;
    }

    static void requireCrc(String where, String part, int expected, int found) throws DataException {
        if (expected != found) {
            throw new DataException(
                    where, part + " checksum " + Integer.toHexString(expected), Integer.toHexString(found));
        }
    }

    long fileBytes() {
        return indexAt + blocks * INDEX_ENTRY_BYTES;
    }

    private static int crcOf(ByteBuffer header) {
        CRC32C crc = new CRC32C();
        crc.update(header.slice(0, CRC_AT));
        return (int) crc.getValue();
    }
}
