package dev.cloze.corpora.build;

import dev.cloze.corpora.Corpus;
import dev.cloze.corpora.DocumentSource;
import dev.cloze.corpora.Fingerprint;
import dev.cloze.corpora.dedup.Removals;
import dev.cloze.corpora.store.DocumentStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The documents of a folder that {@link CorpusBuild} has made, as a corpus like any other. */
public final class BuiltCorpus implements Corpus {
    private final Path folder;
    private final CorpusManifest manifest;

    private BuiltCorpus(Path folder, CorpusManifest manifest) {
        this.folder = folder;
        this.manifest = manifest;
    }

    /**
     * The corpus of a folder.
     *
     * @throws dev.cloze.tokenizer.DataException if the folder holds no finished corpus
     */
    public static BuiltCorpus of(Path folder) throws IOException {
        return new BuiltCorpus(folder, CorpusManifest.read(folder));
    }

    /** Where the token shards of a built corpus are, if it has any. */
    public static Path shards(Path folder) {
        return folder.resolve("shards");
    }

    /** What it was made of. */
    public CorpusManifest manifest() {
        return manifest;
    }

    /** Its documents by their numbers; the caller closes the store. */
    public DocumentStore store() throws IOException {
        return DocumentStore.open(CorpusBuild.documents(folder), manifest.parts());
    }

    @Override
    public DocumentSource open() throws IOException {
        DocumentStore store = store();
        try {
            return new Survivors(store, removals());
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private Optional<Removals> removals() throws IOException {
        Path duplicates = CorpusBuild.duplicates(folder);
        return Files.isDirectory(duplicates) ? Optional.of(Removals.open(duplicates)) : Optional.empty();
    }

    /** Of the parts of the store and of what deduplication removes from them. */
    @Override
    public Fingerprint fingerprint(Fingerprint known) throws IOException {
        List<Path> files = new ArrayList<>();
        for (int part = 0; part < manifest.parts(); part++) {
            files.add(DocumentStore.part(CorpusBuild.documents(folder), part));
        }
        if (removals().isPresent()) {
            try (Stream<Path> all = Files.list(CorpusBuild.duplicates(folder))) {
                files.addAll(all.sorted().toList());
            }
        }
        return Fingerprint.ofFiles("documents of a built corpus", files, known);
    }
}
