package dev.cloze.corpora.build;

import dev.cloze.corpora.shard.JsonFile;
import dev.cloze.corpora.shard.ShardManifest;
import dev.cloze.corpora.split.HeldOutSplit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * How far a build of shards has come, kept while it goes on: what is needed to go on behind the last finished training
 * shard without encoding what is in it once more. The held-out side is small and encoded anew.
 *
 * @param formatVersion the version of this file
 * @param corpusSha256 the inputs
 * @param tokenizerSha256 the tokenizer
 * @param split the split, with its seed and fraction
 * @param bytesPerShard the most bytes of tokens in a shard
 * @param documents the documents of both sides that come before the next shard
 * @param train the counts of the training side among them
 * @param empty the numbers of those of the training side of which the tokenizer left nothing
 * @param shards the finished training shards
 */
record ShardProgress(
        int formatVersion,
        String corpusSha256,
        String tokenizerSha256,
        HeldOutSplit split,
        long bytesPerShard,
        long documents,
        SideCounts train,
        Set<Long> empty,
        List<ShardManifest.Shard> shards) {
    static final String FILE_NAME = "progress.json";
    static final int FORMAT_VERSION = 1;

    ShardProgress {
        Objects.requireNonNull(corpusSha256, "corpusSha256");
        Objects.requireNonNull(tokenizerSha256, "tokenizerSha256");
        Objects.requireNonNull(split, "split");
        Objects.requireNonNull(train, "train");
        empty = Set.copyOf(empty);
        shards = List.copyOf(shards);
    }

    /** The progress of a build in a folder that was ended, if it has finished a shard. */
    static Optional<ShardProgress> read(Path folder) throws IOException {
        Path file = folder.resolve(FILE_NAME);
        return Files.isRegularFile(file) ? Optional.of(JsonFile.read(file, ShardProgress.class)) : Optional.empty();
    }

    void write(Path folder) throws IOException {
        JsonFile.write(folder.resolve(FILE_NAME), this);
    }

    /** Whether all the shards lie whole in a folder. */
    boolean isIn(Path train) throws IOException {
        for (ShardManifest.Shard shard : shards) {
            if (!shard.isWholeIn(train)) {
                return false;
            }
        }
        return true;
    }
}
