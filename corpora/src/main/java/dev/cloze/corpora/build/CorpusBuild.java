package dev.cloze.corpora.build;

import dev.cloze.corpora.Corpus;
import dev.cloze.corpora.Fingerprint;
import dev.cloze.corpora.Progress;
import dev.cloze.corpora.clean.Cleaning;
import dev.cloze.corpora.clean.Funnel;
import dev.cloze.corpora.dedup.DedupRules;
import dev.cloze.corpora.dedup.LeakRule;
import dev.cloze.corpora.read.CorpusReader;
import dev.cloze.corpora.read.ReadTally;
import dev.cloze.corpora.shard.JsonFile;
import dev.cloze.corpora.store.DocumentStore;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes a folder of cleaned documents out of whatever people have. A build that was ended goes on where it stood, to the same
 * bytes. Memory does not depend on the inputs.
 */
public final class CorpusBuild {
    /** What sorting keys may take if nothing else is said. */
    public static final long MEMORY_BYTES = 256L << 20;

    /** Compressed bytes of a part of the store if nothing else is said: what a build that was ended makes again at most. */
    public static final long BYTES_PER_PART = 64L << 20;

    private static final String INPUTS = "inputs.json";

    private final List<String> inputs;
    private final CorpusReader reader;
    private final Settings settings;
    private final Path folder;

    /**
     * What decides the documents, and how they are kept.
     *
     * @param cleaning the stages, in order
     * @param repeats duplicates that are removed; none if empty
     * @param heldOut held-out sets by name, whose texts are removed
     * @param leaks how much of a held-out text is too much
     * @param memoryBytes most memory for sorting the keys of documents
     * @param bytesPerPart compressed bytes at which a part of the store ends
     * @param threads threads that extract and clean; the result does not depend on them
     */
    public record Settings(
            Cleaning cleaning,
            Optional<DedupRules> repeats,
            Map<String, Corpus> heldOut,
            LeakRule leaks,
            long memoryBytes,
            long bytesPerPart,
            int threads) {
        /** Documents that are cleaned and not deduplicated. */
        public static Settings cleaned(Cleaning cleaning, long bytesPerPart, int threads) {
            return new Settings(
                    cleaning, Optional.empty(), Map.of(), LeakRule.DEFAULT, MEMORY_BYTES, bytesPerPart, threads);
        }

        public Settings {
            Objects.requireNonNull(repeats, "repeats");
            Objects.requireNonNull(leaks, "leaks");
            if (repeats.isEmpty() && !heldOut.isEmpty()) {
                throw new IllegalArgumentException(
                        "heldOut: expected none without deduplication, got " + heldOut.keySet());
            }
            if (bytesPerPart < 1) {
                throw new IllegalArgumentException("bytesPerPart: expected 1 or more, got " + bytesPerPart);
            }
            if (threads < 1) {
                throw new IllegalArgumentException("threads: expected 1 or more, got " + threads);
            }
        }
    }

    /**
     * A build in a folder.
     *
     * @param inputs what the reader reads, for the manifest
     */
    public CorpusBuild(List<String> inputs, CorpusReader reader, Settings settings, Path folder) {
        this.inputs = List.copyOf(inputs);
        this.reader = reader;
        this.settings = settings;
        this.folder = folder;
    }

    /** Where the store of documents is. */
    static Path documents(Path folder) {
        return folder.resolve("documents");
    }

    /** Where it is kept what deduplication removes. */
    static Path duplicates(Path folder) {
        return folder.resolve("duplicates");
    }

    /**
     * Builds what is missing.
     *
     * @throws UsageException if the folder holds something else, or a corpus of other inputs or settings, or if another
     *     build is at work there
     * @throws dev.cloze.tokenizer.DataException if an input is damaged and the reading is strict
     * @throws InterruptedException if the thread is interrupted; the next build goes on
     */
    public BuiltCorpus run(Progress progress) throws IOException, InterruptedException {
        Fingerprint fingerprint = fingerprint();
        String cleaned = hash(fingerprint.sha256(), settings.cleaning(), settings.bytesPerPart());
        String hash = hash(cleaned, settings.repeats(), settings.leaks(), heldOutIdentity());
        if (CorpusManifest.isPresent(folder)) {
            if (!CorpusManifest.read(folder).settings().equals(hash)) {
                throw new UsageException(
                        folder.toString(),
                        "the corpus of these inputs and settings",
                        "another one; choose another folder with --out");
            }
            return BuiltCorpus.of(folder);
        }
        FolderLock lock = FolderLock.take(folder, "build");
        try {
            return build(fingerprint, cleaned, hash, progress);
        } finally {
            lock.close();
        }
    }

    private BuiltCorpus build(Fingerprint fingerprint, String cleaned, String hash, Progress progress)
            throws IOException, InterruptedException {
        JsonFile.write(folder.resolve(INPUTS), fingerprint);
        List<CleanedPart> parts = new CleaningPhase(
                        reader,
                        settings.cleaning(),
                        cleaned,
                        documents(folder),
                        settings.bytesPerPart(),
                        settings.threads())
                .run(progress);
        manifest(parts, hash, duplicates(parts.size(), hash, progress)).write(folder);
        return BuiltCorpus.of(folder);
    }

    private DuplicateReport duplicates(int parts, String hash, Progress progress)
            throws IOException, InterruptedException {
        if (settings.repeats().isEmpty()) {
            return DuplicateReport.NONE;
        }
        DedupPhase.Rules rules = new DedupPhase.Rules(
                settings.repeats().get(), settings.leaks(), settings.heldOut(), settings.memoryBytes());
        try (DocumentStore store = DocumentStore.open(documents(folder), parts)) {
            return new DedupPhase(rules, duplicates(folder), settings.threads()).run(store, hash, progress);
        }
    }

    private String heldOutIdentity() throws IOException {
        StringBuilder identity = new StringBuilder();
        for (Map.Entry<String, Corpus> set : new TreeMap<>(settings.heldOut()).entrySet()) {
            String sha256 = set.getValue().fingerprint(Fingerprint.NONE).sha256();
            identity.append(set.getKey()).append('\n').append(sha256).append('\n');
        }
        return identity.toString();
    }

    /** The size of all inputs, as they lie on the disk. */
    public long inputBytes() throws IOException {
        long bytes = 0;
        for (Path file : reader.files()) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    /** The identity of the inputs; those that an earlier start has hashed and that have not been touched are not read. */
    private Fingerprint fingerprint() throws IOException {
        Path file = folder.resolve(INPUTS);
        return reader.fingerprint(
                Files.isRegularFile(file) ? JsonFile.read(file, Fingerprint.class) : Fingerprint.NONE);
    }

    private CorpusManifest manifest(List<CleanedPart> parts, String hash, DuplicateReport duplicates)
            throws IOException {
        ReadTally read = new ReadTally(false);
        Funnel funnel = settings.cleaning().funnel();
        long rawBytes = 0;
        long documents = 0;
        for (CleanedPart part : parts) {
            read.add(part.read());
            funnel.append(part.funnel());
            rawBytes += part.rawBytes();
            documents += part.documents();
        }
        return new CorpusManifest(
                CorpusManifest.FORMAT_VERSION,
                inputs,
                hash,
                parts.size(),
                rawBytes,
                documents,
                read.report(),
                funnel.report(),
                duplicates);
    }

    private static String hash(Object... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Object part : parts) {
                digest.update(part.toString().getBytes(StandardCharsets.UTF_8)); // records tell all of themselves
                digest.update((byte) 0);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
