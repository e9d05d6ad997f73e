package dev.cloze.corpora;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Texts in memory as a corpus, for tests. */
public record MemoryCorpus(List<String> texts) implements Corpus {
    @Override
    public DocumentSource open() {
        Iterator<String> rest = texts.iterator();
        return new DocumentSource() {
            private long documents;

            @Override
            public Optional<Document> next() {
                return rest.hasNext()
                        ? Optional.of(new Document("memory", documents++, rest.next()))
                        : Optional.empty();
            }

            @Override
            public long bytesRead() {
                return documents;
            }

            @Override
            public ReadCounts counts() {
                return new ReadCounts(0, documents, 0, 0, 0);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Fingerprint fingerprint(Fingerprint known) {
        return new Fingerprint("memory " + texts.hashCode(), List.of());
    }
}
