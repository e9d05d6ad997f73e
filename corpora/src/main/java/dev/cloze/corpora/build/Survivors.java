package dev.cloze.corpora.build;

import dev.cloze.corpora.Document;
import dev.cloze.corpora.DocumentSource;
import dev.cloze.corpora.ReadCounts;
import dev.cloze.corpora.dedup.ParagraphCursor;
import dev.cloze.corpora.dedup.RemovalCursor;
import dev.cloze.corpora.dedup.Removals;
import dev.cloze.corpora.store.DocumentStore;
import java.io.IOException;
import java.util.Optional;

/** The documents of a store without those, and without the paragraphs, that deduplication removes. */
final class Survivors implements DocumentSource {
    private final DocumentStore store;
    private final Optional<RemovalCursor> removed;
    private final Optional<ParagraphCursor> dropped;
    private long next;
    private long documents;

    /** Of a store, which is closed with this. */
    Survivors(DocumentStore store, Optional<Removals> removals) throws IOException {
        this.store = store;
        this.removed = removals.isPresent() ? Optional.of(removals.get().documents()) : Optional.empty();
        this.dropped = removals.isPresent() ? Optional.of(removals.get().paragraphs()) : Optional.empty();
    }

    @Override
    public Optional<Document> next() throws IOException {
        while (next < store.documents()) {
            Optional<Document> survivor = survivor(next++);
            if (survivor.isPresent()) {
                documents++;
                return survivor;
            }
        }
        return Optional.empty();
    }

    private Optional<Document> survivor(long number) throws IOException {
        if (removed.isPresent() && removed.get().of(number).isPresent()) {
            return Optional.empty();
        }
        int[] paragraphs = dropped.isPresent() ? dropped.get().of(number) : new int[0];
        Document document = store.document(number);
        if (paragraphs.length == 0) {
            return Optional.of(document);
        }
        String left = Removals.withoutParagraphs(document.text(), paragraphs);
        return left.isBlank()
                ? Optional.empty()
                : Optional.of(new Document(document.source(), document.section(), left));
    }

    @Override
    public long bytesRead() {
        return store.bytesRead();
    }

    /** Removed documents count as records passed over. */
    @Override
    public ReadCounts counts() {
        return new ReadCounts(0, documents, 0, 0, next - documents);
    }

    @Override
    public void close() throws IOException {
        store.close();
        if (removed.isPresent()) {
            removed.get().close();
        }
        if (dropped.isPresent()) {
            dropped.get().close();
        }
    }
}
