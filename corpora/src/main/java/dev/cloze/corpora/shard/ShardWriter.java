package dev.cloze.corpora.shard;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes documents' tokens to a folder of shards. A new shard begins with the document that would make the current one
 * larger than {@code bytesPerShard}. Memory is bounded: tokens are streamed, the document index waits in a file of its
 * own. Closing without {@link #finish()} leaves the folder unfinished. For one thread.
 */
public final class ShardWriter implements Closeable {
    private static final String EXTENSION = ".shard";

    private final Path folder;
    private final String name;
    private final int vocabularySize;
    private final String tokenizerSha256;
    private final String corpusSha256;
    private final long bytesPerShard;
    private final List<ShardManifest.Shard> shards;
    private Optional<OpenShard> current = Optional.empty();

    /** Begins a folder anew: what an earlier run left in it, finished or not, is deleted, the manifest first. */
    public ShardWriter(
            Path folder,
            String name,
            int vocabularySize,
            String tokenizerSha256,
            String corpusSha256,
            long bytesPerShard)
            throws IOException {
        this(folder, name, vocabularySize, tokenizerSha256, corpusSha256, bytesPerShard, List.of());
    }

    /**
     * Begins a folder anew, or behind the first shards of an earlier run: what else is left in it, finished or not, is
     * deleted, the manifest first.
     *
     * @param kept the finished shards to go on behind; the caller knows that they are whole
     * @param name what the files are called: {@code train} gives {@code train-0000.shard} and so on
     * @param bytesPerShard the most bytes of tokens in a shard that holds more than one document
     */
    public ShardWriter(
            Path folder,
            String name,
            int vocabularySize,
            String tokenizerSha256,
            String corpusSha256,
            long bytesPerShard,
            List<ShardManifest.Shard> kept)
            throws IOException {
        if (vocabularySize < 1) {
            throw new IllegalArgumentException("vocabularySize: expected 1 or more, got " + vocabularySize);
        }
        if (bytesPerShard < 1) {
            throw new IllegalArgumentException("bytesPerShard: expected 1 or more, got " + bytesPerShard);
        }
        this.folder = folder;
        this.name = name;
        this.vocabularySize = vocabularySize;
        this.tokenizerSha256 = tokenizerSha256;
        this.corpusSha256 = corpusSha256;
        this.bytesPerShard = bytesPerShard;
        this.shards = new ArrayList<>(kept);
        Files.createDirectories(folder);
        Files.deleteIfExists(folder.resolve(ShardManifest.FILE_NAME));
        deleteEarlierShards();
    }

    /** Appends one document: all of its tokens, with those that start and end it. */
    public void append(int[] tokens) throws IOException {
        if (tokens.length == 0) {
            throw new IllegalArgumentException("tokens: expected one or more, got none");
        }
        for (int token : tokens) {
            if (token < 0 || token >= vocabularySize) {
                throw new IllegalArgumentException(
                        "token: expected 0 or more and less than " + vocabularySize + ", got " + token);
            }
        }
        if (current.isPresent() && !current.get().hasRoom(tokens.length, bytesPerShard)) {
            finishShard();
        }
        if (current.isEmpty()) {
            current = Optional.of(new OpenShard(
                    folder.resolve(fileName()), vocabularySize, shards.size(), tokenizerSha256, corpusSha256));
        }
        current.get().append(tokens);
    }

    /** The finished shards so far. */
    public List<ShardManifest.Shard> finished() {
        return List.copyOf(shards);
    }

    /** How many shards are finished so far. */
    public int finishedShards() {
        return shards.size();
    }

    /** Finishes the last shard and writes the manifest. */
    public ShardManifest finish() throws IOException {
        finishShard();
        ShardManifest manifest = new ShardManifest(
                ShardHeader.FORMAT_VERSION,
                vocabularySize,
                tokenizerSha256,
                corpusSha256,
                shards.stream().mapToLong(ShardManifest.Shard::tokens).sum(),
                shards.stream().mapToLong(ShardManifest.Shard::documents).sum(),
                shards);
        manifest.write(folder);
        return manifest;
    }

    /** Drops a shard that is not finished. */
    @Override
    public void close() throws IOException {
        if (current.isPresent()) {
            OpenShard dropped = current.get();
            current = Optional.empty();
            dropped.close();
        }
    }

    private void finishShard() throws IOException {
        if (current.isPresent()) {
            String file = fileName();
            ShardHeader header = current.get().finish();
            close();
            shards.add(ShardManifest.Shard.of(file, header));
        }
    }

    private String fileName() {
        return String.format(Locale.ROOT, "%s-%04d%s", name, shards.size(), EXTENSION);
    }

    private void deleteEarlierShards() throws IOException {
        try (DirectoryStream<Path> earlier = Files.newDirectoryStream(folder, name + "-*" + EXTENSION + "*")) {
            Set<String> kept = shards.stream().map(ShardManifest.Shard::file).collect(Collectors.toSet());
            for (Path file : earlier) {
                if (!kept.contains(file.getFileName().toString())) {
                    Files.delete(file);
                }
            }
        }
    }
}
