package dev.cloze.corpora.build;

import dev.cloze.corpora.Fingerprint;
import dev.cloze.corpora.ReadCounts;
import dev.cloze.corpora.shard.JsonFile;
import dev.cloze.corpora.split.HeldOutSplit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What a finished build was made of and what came out, stored as {@value #FILE_NAME} in its folder. It has no times and
 * no number of threads: equal inputs give an equal file.
 *
 * @param formatVersion the version of this file
 * @param corpus the inputs
 * @param tokenizerSha256 the tokenizer
 * @param split the split, with its seed and fraction
 * @param bytesPerShard the most bytes of tokens in a shard
 * @param read what was read and left out
 * @param train the training side
 * @param heldOut the held-out side
 */
public record ShardReport(
        int formatVersion,
        Fingerprint corpus,
        String tokenizerSha256,
        HeldOutSplit split,
        long bytesPerShard,
        ReadCounts read,
        SideCounts train,
        SideCounts heldOut) {
    public static final String FILE_NAME = "report.json";

    static final int FORMAT_VERSION = 2;

    public ShardReport {
        Objects.requireNonNull(corpus, "corpus");
        Objects.requireNonNull(tokenizerSha256, "tokenizerSha256");
        Objects.requireNonNull(split, "split");
        Objects.requireNonNull(read, "read");
        Objects.requireNonNull(train, "train");
        Objects.requireNonNull(heldOut, "heldOut");
    }

    /** What came out, on one line. */
    public String inWords() {
        return String.format(
                Locale.ROOT,
                "%,d documents, %,d tokens to train on; %,d and %,d held out; %.2f %% unknown; %,d files and %,d records"
                        + " passed over",
                train.documents(),
                train.tokens(),
                heldOut.documents(),
                heldOut.tokens(),
                100.0 * train.unknownTokens() / Math.max(1, train.tokens()),
                read.filesPassedOver(),
                read.recordsPassedOver());
    }

    /** The report of a folder, if a build has finished there. */
    public static Optional<ShardReport> read(Path folder) throws IOException {
        Path file = folder.resolve(FILE_NAME);
        return Files.isRegularFile(file) ? Optional.of(JsonFile.read(file, ShardReport.class)) : Optional.empty();
    }
}
