package dev.cloze.corpora.shard;

import dev.cloze.tokenizer.DataException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** The first 128 bytes of a shard; see the package description for the layout. */
record ShardHeader(
        TokenWidth width,
        long tokens,
        long documents,
        int vocabularySize,
        int index,
        String tokenizerSha256,
        String corpusSha256,
        int crc) {
    static final int BYTES = 128;
    static final int FORMAT_VERSION = 1;

    private static final byte[] MAGIC = "CLZSHARD".getBytes(StandardCharsets.US_ASCII);
    private static final int HASH_BYTES = 32;
    private static final int ZERO_BYTES = 16;
    private static final int CRC_AT = BYTES - Integer.BYTES;

    /** Where the document index begins. */
    long indexAt() {
        return indexAt(width, tokens);
    }

    static long indexAt(TokenWidth width, long tokens) {
        long end = BYTES + tokens * width.bytes();
        return (end + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
    }

    long fileBytes() {
        return indexAt() + documents * Long.BYTES;
    }

    ByteBuffer encoded() {
        ByteBuffer header = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.put(MAGIC).putInt(FORMAT_VERSION).putInt(width.bytes());
        header.putLong(tokens).putLong(documents);
        header.putInt(vocabularySize).putInt(index);
        header.put(hash(tokenizerSha256)).put(hash(corpusSha256));
        header.put(new byte[ZERO_BYTES]).putInt(crc);
        header.putInt(crcOf(header)).flip();
        return header;
    }

    static ShardHeader decoded(String where, ByteBuffer bytes) throws DataException {
        ByteBuffer header = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        byte[] magic = new byte[MAGIC.length];
        header.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new DataException(
                    where, "a shard (magic CLZSHARD)", HexFormat.of().formatHex(magic));
        }
        int version = header.getInt();
        if (version != FORMAT_VERSION) {
            throw new DataException(where, "format version " + FORMAT_VERSION, String.valueOf(version));
        }
        int expectedCrc = header.getInt(CRC_AT);
        int crc = crcOf(header);
        if (crc != expectedCrc) {
            throw new DataException(
                    where, "header checksum " + Integer.toHexString(expectedCrc), Integer.toHexString(crc));
        }
        return new ShardHeader(
                TokenWidth.ofBytes(where, header.getInt()),
                header.getLong(),
                header.getLong(),
                header.getInt(),
                header.getInt(),
                hash(header),
                hash(header),
                header.getInt(CRC_AT - Integer.BYTES));
    }

    private static int crcOf(ByteBuffer header) {
        CRC32C crc = new CRC32C();
        crc.update(header.slice(0, CRC_AT));
        return (int) crc.getValue();
    }

    private static byte[] hash(String sha256) {
        byte[] bytes = HexFormat.of().parseHex(sha256);
        if (bytes.length != HASH_BYTES) {
            throw new IllegalArgumentException("sha256: expected 64 hexadecimal digits, got " + sha256);
        }
        return bytes;
    }

    private static String hash(ByteBuffer header) {
        byte[] bytes = new byte[HASH_BYTES];
        header.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
