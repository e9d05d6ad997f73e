package dev.cloze.corpora.shard;

import dev.cloze.tokenizer.DataException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A finished folder of shards as one stream of tokens with random access, mapped into memory. Opening checks sizes and
 * headers against the manifest; {@link #verify()} also checks every byte. Safe for several threads at once. There is
 * nothing to close: the mapping goes when the object does. Nobody may shorten the files until then.
 */
public final class TokenShards {
    private final Path folder;
    private final ShardManifest manifest;
    private final MappedShard[] shards;
    private final long[] firstTokens;
    private final long[] firstDocuments;

    private TokenShards(Path folder, ShardManifest manifest, MappedShard[] shards) {
        this.folder = folder;
        this.manifest = manifest;
        this.shards = shards;
        this.firstTokens = new long[shards.length + 1];
        this.firstDocuments = new long[shards.length + 1];
        for (int i = 0; i < shards.length; i++) {
            firstTokens[i + 1] = firstTokens[i] + shards[i].header().tokens();
            firstDocuments[i + 1] = firstDocuments[i] + shards[i].header().documents();
        }
    }

    /**
     * Opens a folder.
     *
     * @throws DataException if the folder is unfinished, or if a shard is missing, has another size, or was made from
     *     another corpus or with another tokenizer than the manifest says
     */
    public static TokenShards open(Path folder) throws IOException {
        return open(folder, MappedBytes.SEGMENT_SHIFT);
    }

    static TokenShards open(Path folder, int segmentShift) throws IOException {
        ShardManifest manifest = ShardManifest.read(folder);
        MappedShard[] shards = new MappedShard[manifest.shards().size()];
        for (int i = 0; i < shards.length; i++) {
            shards[i] = MappedShard.open(folder.resolve(manifest.shards().get(i).file()), segmentShift);
            requireSame(manifest, i, shards[i]);
        }
        return new TokenShards(folder, manifest, shards);
    }

    private static void requireSame(ShardManifest manifest, int index, MappedShard shard) throws DataException {
        ShardManifest.Shard listed = manifest.shards().get(index);
        ShardHeader header = shard.header();
        String where = shard.where();
        requireSameHash(where, "vocabulary", manifest.tokenizerSha256(), header.tokenizerSha256());
        requireSameHash(where, "corpus", manifest.corpusSha256(), header.corpusSha256());
        requireSame(where, "vocabulary size", manifest.vocabularySize(), header.vocabularySize());
        requireSame(where, "shard number", index, header.index());
        requireSame(where, "tokens", listed.tokens(), header.tokens());
        requireSame(where, "documents", listed.documents(), header.documents());
        requireSame(where, "checksum", listed.crc32c(), Integer.toHexString(header.crc()));
    }

    /** The shards were written by this tokenizer, or an error that names both hashes. */
    public void requireTokenizer(String sha256) throws DataException {
        String where = folder.resolve(ShardManifest.FILE_NAME).toString();
        requireSameHash(where, "vocabulary", sha256, manifest.tokenizerSha256());
    }

    private static void requireSameHash(String where, String name, String expected, String got) throws DataException {
        if (!expected.equals(got)) {
            throw differs(where, name, shortened(expected), shortened(got));
        }
    }

    private static void requireSame(String where, String name, Object expected, Object got) throws DataException {
        if (!expected.toString().equals(got.toString())) {
            throw differs(where, name, expected, got);
        }
    }

    private static DataException differs(String where, String name, Object expected, Object got) {
        return new DataException(
                where, name + " " + expected, got + " (delete the folder of shards, it is made again)");
    }

    /** Enough of a hash to tell two apart in a message: 16 digits, 64 bits. */
    private static String shortened(String sha256) {
        return sha256.length() <= 16 ? sha256 : sha256.substring(0, 16) + "…";
    }

    public ShardManifest manifest() {
        return manifest;
    }

    /** The length of the stream. */
    public long tokens() {
        return manifest.tokens();
    }

    public long documents() {
        return manifest.documents();
    }

    /** The token at a position of the stream. */
    public int token(long position) {
        Objects.checkIndex(position, tokens());
        int shard = shardOf(firstTokens, position);
        return shards[shard].token(position - firstTokens[shard]);
    }

    /** Copies {@code length} tokens from a position of the stream on; they may lie in several shards. */
    public void read(long position, int[] target, int offset, int length) {
        Objects.checkFromIndexSize(position, length, tokens());
        Objects.checkFromIndexSize(offset, length, target.length);
        int done = 0;
        while (done < length) {
            int shard = shardOf(firstTokens, position + done);
            int piece = (int) Math.min(length - done, firstTokens[shard + 1] - position - done);
            shards[shard].read(position + done - firstTokens[shard], target, offset + done, piece);
            done += piece;
        }
    }

    /** The position in the stream of a document's first token. */
    public long documentStart(long document) {
        Objects.checkIndex(document, documents());
        int shard = shardOf(firstDocuments, document);
        return firstTokens[shard] + shards[shard].documentStart(document - firstDocuments[shard]);
    }

    /** The document to which the token at a position belongs; by binary search in the mapped index. */
    public long documentAt(long position) {
        Objects.checkIndex(position, tokens());
        int shard = shardOf(firstTokens, position);
        return firstDocuments[shard] + shards[shard].documentAt(position - firstTokens[shard]);
    }

    /**
     * Reads every byte of every shard and compares the checksums.
     *
     * @throws DataException for the first shard that is damaged
     */
    public void verify() throws DataException {
        for (MappedShard shard : shards) {
            shard.verify();
        }
    }

    /** The shard that holds the item: the last one whose first item is not behind it. No shard is empty. */
    private static int shardOf(long[] firsts, long item) {
        int low = 0;
        int high = firsts.length - 2;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (firsts[middle] <= item) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
