package dev.cloze.corpora.build;

import dev.cloze.corpora.clean.FunnelReport;
import dev.cloze.corpora.read.ReadReport;
import dev.cloze.corpora.shard.JsonFile;
import dev.cloze.tokenizer.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A finished folder of cleaned documents: what it was made of and what became of it, stored as {@value #FILE_NAME}. It has no
 * times and no number of threads: equal inputs and settings give an equal file.
 *
 * @param formatVersion the version of this file
 * @param inputs what was read, as it was named
 * @param settings the hash of inputs and settings
 * @param parts how many parts the store of documents has
 * @param rawBytes bytes of the records that were read, unpacked
 * @param documents documents in the store, before deduplication
 * @param read what the reading found
 * @param funnel what the cleaning did
 * @param duplicates what deduplication removed from the store's documents
 */
public record CorpusManifest(
        int formatVersion,
        List<String> inputs,
        String settings,
        int parts,
        long rawBytes,
        long documents,
        ReadReport read,
        FunnelReport funnel,
        DuplicateReport duplicates) {
    public static final String FILE_NAME = "corpus.json";

    static final int FORMAT_VERSION = 1;

    public CorpusManifest {
        inputs = List.copyOf(inputs);
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(read, "read");
        Objects.requireNonNull(funnel, "funnel");
        Objects.requireNonNull(duplicates, "duplicates");
    }

    /** Whether a folder holds a finished corpus. */
    public static boolean isPresent(Path folder) {
        return Files.isRegularFile(folder.resolve(FILE_NAME));
    }

    /**
     * Reads the manifest of a folder.
     *
     * @throws DataException if there is none, or if it is damaged or of another version
     */
    public static CorpusManifest read(Path folder) throws IOException {
        Path file = folder.resolve(FILE_NAME);
        if (!isPresent(folder)) {
            throw new DataException(file.toString(), "the manifest of a finished corpus", "no file");
        }
        CorpusManifest manifest = JsonFile.read(file, CorpusManifest.class);
        if (manifest.formatVersion != FORMAT_VERSION) {
            throw new DataException(
                    file + ": formatVersion", String.valueOf(FORMAT_VERSION), String.valueOf(manifest.formatVersion));
        }
        return manifest;
    }

    void write(Path folder) throws IOException {
        JsonFile.write(folder.resolve(FILE_NAME), this);
    }
}
