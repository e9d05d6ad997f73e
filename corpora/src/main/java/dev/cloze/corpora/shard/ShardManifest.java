package dev.cloze.corpora.shard;

import dev.cloze.tokenizer.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * The contents of a folder of shards, stored as {@value #FILE_NAME}. It is written last, in one move: a folder without
 * it is unfinished.
 *
 * @param formatVersion the version of this file and of the shards
 * @param vocabularySize the number of ids that tokens can have
 * @param tokenizerSha256 the identity of the tokenizer that made the tokens
 * @param corpusSha256 the identity of the corpus ({@link dev.cloze.corpora.Fingerprint#sha256()})
 * @param tokens tokens in all shards, start and end tokens included
 * @param documents documents in all shards
 * @param shards the shards in the order of the stream
 */
public record ShardManifest(
        int formatVersion,
        int vocabularySize,
        String tokenizerSha256,
        String corpusSha256,
        long tokens,
        long documents,
        List<Shard> shards) {
    public static final String FILE_NAME = "manifest.json";

    public ShardManifest {
        Objects.requireNonNull(tokenizerSha256, "tokenizerSha256");
        Objects.requireNonNull(corpusSha256, "corpusSha256");
        shards = List.copyOf(shards);
        requireTotal("tokens", shards.stream().mapToLong(Shard::tokens).sum(), tokens);
        requireTotal("documents", shards.stream().mapToLong(Shard::documents).sum(), documents);
    }

    /**
     * One shard.
     *
     * @param file its name in the folder
     * @param tokens its tokens
     * @param documents its documents
     * @param crc32c the CRC-32C of what follows its header, in hexadecimal
     */
    public record Shard(String file, long tokens, long documents, String crc32c) {
        public Shard {
            Objects.requireNonNull(file, "file");
            Objects.requireNonNull(crc32c, "crc32c");
        }

        static Shard of(String file, ShardHeader header) {
            return new Shard(file, header.tokens(), header.documents(), Integer.toHexString(header.crc()));
        }

        /** Whether the folder has this shard undamaged; reads all of it. */
        public boolean isWholeIn(Path folder) throws IOException {
            try {
                MappedShard mapped = MappedShard.open(folder.resolve(file), MappedBytes.SEGMENT_SHIFT);
                mapped.verify();
                return of(file, mapped.header()).equals(this);
            } catch (DataException e) {
                return false; // then it is made again
            }
        }
    }

    /** Whether a folder has a manifest, so that its shards are complete. */
    public static boolean isPresent(Path folder) {
        return Files.isRegularFile(folder.resolve(FILE_NAME));
    }

    /**
     * Reads the manifest of a folder.
     *
     * @throws DataException if there is none, or if it is damaged
     */
    public static ShardManifest read(Path folder) throws IOException {
        Path file = folder.resolve(FILE_NAME);
        if (!isPresent(folder)) {
            throw new DataException(
                    file.toString(),
                    "the manifest of finished shards",
                    "no file (delete the folder of shards, it is made again)");
        }
        ShardManifest manifest = JsonFile.read(file, ShardManifest.class);
        if (manifest.formatVersion() != ShardHeader.FORMAT_VERSION) {
            throw new DataException(
                    file + ": formatVersion",
                    String.valueOf(ShardHeader.FORMAT_VERSION),
                    manifest.formatVersion() + " (delete the folder of shards, it is made again)");
        }
        return manifest;
    }

    void write(Path folder) throws IOException {
        JsonFile.write(folder.resolve(FILE_NAME), this);
    }

    private static void requireTotal(String name, long sum, long total) {
        if (sum != total) {
            throw new IllegalArgumentException(name + ": expected the sum over shards, " + sum + ", got " + total);
        }
    }
}
