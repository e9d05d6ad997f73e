package dev.cloze.corpora.build;

import dev.cloze.corpora.Corpus;
import dev.cloze.corpora.Document;
import dev.cloze.corpora.DocumentSource;
import dev.cloze.corpora.Fingerprint;
import dev.cloze.corpora.Progress;
import dev.cloze.corpora.shard.JsonFile;
import dev.cloze.corpora.shard.ShardManifest;
import dev.cloze.corpora.shard.ShardWriter;
import dev.cloze.corpora.split.HeldOutSplit;
import dev.cloze.corpora.split.Side;
import dev.cloze.corpora.store.Origins;
import dev.cloze.tokenizer.DataException;
import dev.cloze.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the two folders of shards of a corpus: documents are pulled on the calling thread, encoded in batches on
 * several, and written by the calling thread in their order. The bytes written are the same for any number of threads;
 * memory does not depend on the corpus. A build that is interrupted or fails leaves no report and no manifest; the next
 * one goes on behind its last finished training shard, and the bytes are those of an undisturbed one.
 */
public final class ShardBuilder {
    private static final int DOCUMENTS_PER_BATCH = 256;
    private static final int CHARS_PER_BATCH = 1 << 18;
    /** With more documents of which nothing is left, a build that was ended begins anew. */
    private static final int MOST_EMPTY = 100_000;

    private static final String TRAIN = "train";
    private static final String HELD_OUT = "heldout";

    private final Corpus corpus;
    private final Fingerprint fingerprint;
    private final Tokenizer tokenizer;
    private final ShardSettings settings;
    private final Path folder;

    /**
     * A build in a folder.
     *
     * @param fingerprint the corpus's; {@link #earlierFingerprint} makes it cheap
     * @param tokenizer stays open until the build is over; the caller closes it
     */
    public ShardBuilder(
            Corpus corpus, Fingerprint fingerprint, Tokenizer tokenizer, ShardSettings settings, Path folder) {
        this.corpus = corpus;
        this.fingerprint = fingerprint;
        this.tokenizer = tokenizer;
        this.settings = settings;
        this.folder = folder;
    }

    /** The fingerprint that an earlier build recorded, so that files which have not been touched are not read again. */
    public static Fingerprint earlierFingerprint(Path folder) throws IOException {
        return ShardReport.read(folder).map(ShardReport::corpus).orElse(Fingerprint.NONE);
    }

    /** The folder of the training shards. */
    public static Path trainFolder(Path folder) {
        return folder.resolve(TRAIN);
    }

    /** The folder of the held-out shards. */
    public static Path heldOutFolder(Path folder) {
        return folder.resolve(HELD_OUT);
    }

    /** The report of an earlier build of the same corpus, tokenizer and settings; then there is nothing to do. */
    public Optional<ShardReport> finished() throws IOException {
        return ShardReport.read(folder).filter(this::isOfThisBuild);
    }

    /**
     * Takes over the shards of another folder, if they are what this build would make: as links to the same bytes where the
     * file system has them, else as copies. Finished shards are never changed in place.
     *
     * @return empty if they are of another corpus, tokenizer or of other settings
     */
    public Optional<ShardReport> takeOver(Path other) throws IOException {
        Optional<ShardReport> ready = new ShardBuilder(corpus, fingerprint, tokenizer, settings, other).finished();
        if (ready.isEmpty()) {
            return ready;
        }
        Files.createDirectories(folder);
        Files.deleteIfExists(folder.resolve(ShardReport.FILE_NAME));
        for (String side : List.of(TRAIN, HELD_OUT)) {
            Path to = Files.createDirectories(folder.resolve(side));
            Files.deleteIfExists(to.resolve(ShardManifest.FILE_NAME));
            for (ShardManifest.Shard shard :
                    ShardManifest.read(other.resolve(side)).shards()) {
                link(other.resolve(side).resolve(shard.file()), to.resolve(shard.file()));
            }
            for (String file : List.of(Origins.FILE_NAME, ShardManifest.FILE_NAME)) {
                link(other.resolve(side).resolve(file), to.resolve(file));
            }
        }
        JsonFile.write(folder.resolve(ShardReport.FILE_NAME), ready.get());
        return ready;
    }

    private static void link(Path from, Path to) throws IOException {
        Files.deleteIfExists(to);
        try {
            Files.createLink(to, from);
        } catch (UnsupportedOperationException | FileSystemException e) {
            Files.copy(from, to); // on another disk, or without links
        }
    }

    private boolean isOfThisBuild(ShardReport report) {
        return report.formatVersion() == ShardReport.FORMAT_VERSION
                && report.corpus().sha256().equals(fingerprint.sha256())
                && report.tokenizerSha256().equals(tokenizer.sha256())
                && isOfTheseSettings(report.split())
                && report.bytesPerShard() == settings.bytesPerShard()
                && ShardManifest.isPresent(trainFolder(folder))
                && ShardManifest.isPresent(heldOutFolder(folder));
    }

    private boolean isOfTheseSettings(HeldOutSplit split) {
        return split.fraction() == settings.heldOutFraction() && split.seed() == settings.splitSeed();
    }

    /**
     * Builds, whatever is in the folder; of a build of the same that was ended, the finished training shards are kept.
     *
     * @param split the split of this corpus, with the settings' fraction and seed
     * @throws DataException if the corpus is damaged, or has changed since the split was surveyed
     * @throws InterruptedException if the thread is interrupted
     */
    public ShardReport build(HeldOutSplit split, Progress progress) throws IOException, InterruptedException {
        if (!isOfTheseSettings(split)) {
            throw new IllegalArgumentException("split: expected the settings' fraction "
                    + settings.heldOutFraction() + " and seed " + settings.splitSeed() + ", got " + split.fraction()
                    + " and " + split.seed());
        }
        Files.createDirectories(folder);
        Files.deleteIfExists(folder.resolve(ShardReport.FILE_NAME));
        try {
            return build(split, earlier(split), progress);
        } catch (ClosedByInterruptException e) {
            Thread.interrupted(); // the exception says it from here on
            throw (InterruptedException) new InterruptedException("while a shard was written").initCause(e);
        }
    }

    /** What an ended build has left of which this one can go on. */
    private Optional<ShardProgress> earlier(HeldOutSplit split) throws IOException {
        Optional<ShardProgress> noted = ShardProgress.read(folder).filter(note -> note.equals(noteOf(split, note)));
        return noted.isPresent() && noted.get().isIn(trainFolder(folder)) ? noted : Optional.empty();
    }

    /** A note of this build that says of its progress what another one says. */
    private ShardProgress noteOf(HeldOutSplit split, ShardProgress other) {
        return note(split, other.documents(), other.train(), other.empty(), other.shards());
    }

    private ShardProgress note(
            HeldOutSplit split, long documents, SideCounts train, Set<Long> empty, List<ShardManifest.Shard> shards) {
        return new ShardProgress(
                ShardProgress.FORMAT_VERSION,
                fingerprint.sha256(),
                tokenizer.sha256(),
                split,
                settings.bytesPerShard(),
                documents,
                train,
                empty,
                shards);
    }

    private ShardReport build(HeldOutSplit split, Optional<ShardProgress> earlier, Progress progress)
            throws IOException, InterruptedException {
        List<ShardManifest.Shard> kept = earlier.map(ShardProgress::shards).orElse(List.of());
        try (SideWriter train = writer(trainFolder(folder), TRAIN, kept);
                SideWriter heldOut = writer(heldOutFolder(folder), HELD_OUT, List.of());
                DocumentSource source = corpus.open();
                OrderedWork<EncodedBatch> queue = new OrderedWork<>("encode", settings.threads())) {
            Pass pass = new Pass(train, heldOut, split, earlier, progress);
            pass.run(source, queue);
            requireSurveyed(split, pass);
            train.finish();
            heldOut.finish();
            ShardReport report = new ShardReport(
                    ShardReport.FORMAT_VERSION,
                    fingerprint,
                    tokenizer.sha256(),
                    split,
                    settings.bytesPerShard(),
                    source.counts(),
                    pass.trainCounts,
                    pass.heldOutCounts);
            JsonFile.write(folder.resolve(ShardReport.FILE_NAME), report);
            Files.deleteIfExists(folder.resolve(ShardProgress.FILE_NAME));
            return report;
        }
    }

    private SideWriter writer(Path side, String name, List<ShardManifest.Shard> kept) throws IOException {
        return new SideWriter(
                side,
                new ShardWriter(
                        side,
                        name,
                        tokenizer.vocabularySize(),
                        tokenizer.sha256(),
                        fingerprint.sha256(),
                        settings.bytesPerShard(),
                        kept));
    }

    private static void requireSurveyed(HeldOutSplit split, Pass pass) throws DataException {
        if (pass.documents != split.documents()) {
            throw new DataException(
                    "corpus",
                    split.documents() + " documents as in the survey",
                    pass.documents + " (has a file changed meanwhile?)");
        }
        requireTokens("training side", pass.trainCounts);
        requireTokens("held-out side", pass.heldOutCounts);
    }

    private static void requireTokens(String side, SideCounts counts) throws DataException {
        if (counts.documents() == 0) {
            throw new DataException(
                    side, "documents with tokens", "none; the tokenizer left " + counts.emptyDocuments() + " empty");
        }
    }

    /** One pass over the corpus, from documents to both writers. */
    private final class Pass {
        private final SideWriter train;
        private final SideWriter heldOut;
        private final HeldOutSplit split;
        private final Progress progress;
        /** How many documents lie before the place at which an earlier build was left. */
        private final long before;

        private final Set<Long> empty;
        private SideCounts trainCounts;
        private SideCounts heldOutCounts = SideCounts.NONE;
        private long pulled;
        private long documents;

        Pass(
                SideWriter train,
                SideWriter heldOut,
                HeldOutSplit split,
                Optional<ShardProgress> earlier,
                Progress progress) {
            this.train = train;
            this.heldOut = heldOut;
            this.split = split;
            this.progress = progress;
            before = earlier.map(ShardProgress::documents).orElse(0L);
            empty = new HashSet<>(earlier.map(ShardProgress::empty).orElse(Set.of()));
            trainCounts = earlier.map(ShardProgress::train).orElse(SideCounts.NONE);
        }

        void run(DocumentSource source, OrderedWork<EncodedBatch> queue) throws IOException, InterruptedException {
            for (List<Document> batch = pull(source); !batch.isEmpty(); batch = pull(source)) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("while documents were read");
                }
                List<Document> taken = batch;
                long bytesRead = source.bytesRead();
                int kept = (int) Math.max(0, Math.min(before - pulled, batch.size()));
                pulled += batch.size();
                queue.add(() -> EncodedBatch.of(taken, kept, bytesRead, split, tokenizer));
                if (queue.isFull()) {
                    write(queue.take());
                }
            }
            while (!queue.isEmpty()) {
                write(queue.take());
            }
        }

        private void write(EncodedBatch batch) throws IOException {
            for (EncodedBatch.Encoded document : batch.documents()) {
                if (document.side() == Side.TRAIN) {
                    writeToTrain(document);
                } else {
                    if (document.tokens().length > 0) {
                        heldOut.append(document);
                    }
                    heldOutCounts = heldOutCounts.plus(document.counts());
                }
                documents++;
            }
            progress.at(documents, batch.bytesRead());
        }

        private void writeToTrain(EncodedBatch.Encoded document) throws IOException {
            if (document.isKept()) {
                if (!empty.contains(documents)) {
                    train.appendKept(document.origin());
                }
                return;
            }
            if (document.tokens().length > 0) {
                int finished = train.finishedShards();
                train.append(document);
                // This document is the first of the next shard.
                if (train.finishedShards() > finished && empty.size() <= MOST_EMPTY) {
                    note(split, documents, trainCounts, empty, train.finished()).write(folder);
                }
            } else {
                empty.add(documents);
            }
            trainCounts = trainCounts.plus(document.counts());
        }

        /** The next batch; what is in it depends on the documents alone. */
        private List<Document> pull(DocumentSource source) throws IOException {
            List<Document> batch = new ArrayList<>();
            long chars = 0;
            while (batch.size() < DOCUMENTS_PER_BATCH && chars < CHARS_PER_BATCH) {
                Optional<Document> next = source.next();
                if (next.isEmpty()) {
                    break;
                }
                batch.add(next.get());
                chars += next.get().text().length();
            }
            return batch;
        }
    }
}
