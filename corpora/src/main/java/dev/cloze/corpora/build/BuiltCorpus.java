package dev.cloze.corpora.build;

import dev.cloze.corpora.Corpus;
import dev.cloze.corpora.Document;
import dev.cloze.corpora.DocumentSource;
import dev.cloze.corpora.Fingerprint;
import dev.cloze.corpora.ReadCounts;
import dev.cloze.corpora.store.DocumentStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
        return new Source(store());
    }

    /** Of the parts of the store, which hold the documents and nothing else. */
    @Override
    public Fingerprint fingerprint(Fingerprint known) throws IOException {
        List<Path> parts = new ArrayList<>();
        for (int part = 0; part < manifest.parts(); part++) {
            parts.add(DocumentStore.part(CorpusBuild.documents(folder), part));
        }
        return Fingerprint.ofFiles("documents of a built corpus", parts, known);
    }

    private static final class Source implements DocumentSource {
        private final DocumentStore store;
        private long next;

        Source(DocumentStore store) {
            this.store = store;
        }

        @Override
        public Optional<Document> next() throws IOException {
            return next < store.documents() ? Optional.of(store.document(next++)) : Optional.empty();
        }

        @Override
        public long bytesRead() {
            return store.bytesRead();
        }

        @Override
        public ReadCounts counts() {
            return new ReadCounts(0, next, 0, 0, 0);
        }

        @Override
        public void close() throws IOException {
            store.close();
        }
    }
}
