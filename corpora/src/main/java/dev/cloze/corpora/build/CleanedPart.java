package dev.cloze.corpora.build;

import dev.cloze.corpora.clean.FunnelReport;
import dev.cloze.corpora.read.ReadReport;
import dev.cloze.corpora.shard.JsonFile;
import dev.cloze.corpora.store.DocumentStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * What a finished part of the store of cleaned documents was made of, kept beside it: enough to go on behind it.
 *
 * @param settings the hash of all that decides what the part holds
 * @param documents documents in the part
 * @param rawBytes bytes of the records that were read for it
 * @param nextInput the input at which the next part begins
 * @param nextRecord how many of that input's records come before it
 * @param isLast whether the inputs end with this part
 * @param read what the reading of it found
 * @param funnel what the cleaning of it did
 */
record CleanedPart(
        String settings,
        long documents,
        long rawBytes,
        int nextInput,
        long nextRecord,
        boolean isLast,
        ReadReport read,
        FunnelReport funnel) {
    CleanedPart {
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(read, "read");
        Objects.requireNonNull(funnel, "funnel");
    }

    /** The note of a part, if the part is finished and was made with these settings. */
    static Optional<CleanedPart> read(Path folder, int part, String settings) throws IOException {
        Path file = file(folder, part);
        if (!Files.isRegularFile(file) || !Files.isRegularFile(DocumentStore.part(folder, part))) {
            return Optional.empty();
        }
        return Optional.of(JsonFile.read(file, CleanedPart.class)).filter(note -> note.settings.equals(settings));
    }

    void write(Path folder, int part) throws IOException {
        JsonFile.write(file(folder, part), this);
    }

    private static Path file(Path folder, int part) {
        return folder.resolve(DocumentStore.part(folder, part).getFileName() + ".json");
    }
}
