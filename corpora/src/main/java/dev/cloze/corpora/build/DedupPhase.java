package dev.cloze.corpora.build;

import dev.cloze.corpora.Corpus;
import dev.cloze.corpora.Document;
import dev.cloze.corpora.DocumentSource;
import dev.cloze.corpora.Origin;
import dev.cloze.corpora.Progress;
import dev.cloze.corpora.dedup.DedupRules;
import dev.cloze.corpora.dedup.Deduplication;
import dev.cloze.corpora.dedup.DocumentKeys;
import dev.cloze.corpora.dedup.HeldOutIndex;
import dev.cloze.corpora.dedup.KeyMaker;
import dev.cloze.corpora.dedup.KeyWriter;
import dev.cloze.corpora.dedup.LeakRule;
import dev.cloze.corpora.dedup.RemovalCounts;
import dev.cloze.corpora.dedup.RemovalReason;
import dev.cloze.corpora.dedup.Removals;
import dev.cloze.corpora.dedup.RemovedDocument;
import dev.cloze.corpora.store.DocumentStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** The second phase of a build: which of the stored documents and paragraphs are there already, or in a held-out set. */
final class DedupPhase {
    private static final int DOCUMENTS_PER_BATCH = 256;
    private static final int CHARS_PER_BATCH = 1 << 19;
    private static final int EXAMPLES = 5;

    private final Rules rules;
    private final Path folder;
    private final int threads;

    /**
     * What is removed.
     *
     * @param repeats duplicates within the corpus
     * @param leaks what of a held-out document must not be in the corpus
     * @param heldOut held-out sets by name; documents of the corpus that have their texts are removed
     * @param memoryBytes most memory for sorting keys
     */
    record Rules(DedupRules repeats, LeakRule leaks, Map<String, Corpus> heldOut, long memoryBytes) {
        Rules {
            Objects.requireNonNull(repeats, "repeats");
            Objects.requireNonNull(leaks, "leaks");
            heldOut = new TreeMap<>(heldOut); // in the same order in every JVM
        }
    }

    DedupPhase(Rules rules, Path folder, int threads) {
        this.rules = rules;
        this.folder = folder;
        this.threads = threads;
    }

    /** What is to be removed; keys and results that an earlier start has finished are used again. */
    DuplicateReport run(DocumentStore store, String identity, Progress progress)
            throws IOException, InterruptedException {
        Optional<HeldOutIndex> heldOut = heldOut();
        Deduplication deduplication =
                new Deduplication(folder, rules.repeats(), identity, rules.memoryBytes(), threads);
        if (!deduplication.hasKeys()) {
            writeKeys(deduplication, new KeyMaker(rules.repeats(), heldOut), store, progress);
        }
        Removals removals =
                deduplication.removals(number -> store.document(number).text());
        return report(
                removals.counts(EXAMPLES),
                store,
                heldOut.map(HeldOutIndex::sets).orElse(List.of()));
    }

    private Optional<HeldOutIndex> heldOut() throws IOException {
        if (rules.heldOut().isEmpty()) {
            return Optional.empty();
        }
        HeldOutIndex.Builder builder = HeldOutIndex.builder(rules.repeats(), rules.leaks(), rules.memoryBytes());
        for (Map.Entry<String, Corpus> set : rules.heldOut().entrySet()) {
            try (DocumentSource source = set.getValue().open()) {
                for (Optional<Document> next = source.next(); next.isPresent(); next = source.next()) {
                    builder.add(set.getKey(), next.get().text());
                }
            }
        }
        return Optional.of(builder.build());
    }

    private void writeKeys(Deduplication deduplication, KeyMaker maker, DocumentStore store, Progress progress)
            throws IOException, InterruptedException {
        try (KeyWriter writer = deduplication.startKeys();
                OrderedWork<List<DocumentKeys>> work = new OrderedWork<>("keys", threads)) {
            long pulled = 0;
            long written = 0;
            while (pulled < store.documents() || !work.isEmpty()) {
                while (pulled < store.documents() && !work.isFull()) {
                    List<String> texts = new ArrayList<>();
                    long chars = 0;
                    while (pulled < store.documents()
                            && texts.size() < DOCUMENTS_PER_BATCH
                            && chars < CHARS_PER_BATCH) {
                        texts.add(store.document(pulled++).text());
                        chars += texts.get(texts.size() - 1).length();
                    }
                    work.add(() -> texts.stream().map(maker::of).toList());
                }
                for (DocumentKeys keys : work.take()) {
                    writer.add(written++, keys);
                }
                progress.at(written, store.bytesRead());
                if (Thread.interrupted()) {
                    throw new InterruptedException("while keys were written");
                }
            }
            writer.finish();
        }
    }

    private static DuplicateReport report(RemovalCounts counts, DocumentStore store, List<String> sets)
            throws IOException {
        Map<String, Long> documents = new TreeMap<>();
        List<DuplicateReport.Example> examples = new ArrayList<>();
        for (RemovalReason reason : RemovalReason.values()) {
            if (counts.documents(reason) > 0) {
                documents.put(reason.label(), counts.documents(reason));
            }
            for (RemovedDocument removed : counts.examples().getOrDefault(reason, List.of())) {
                Origin origin = store.document(removed.document()).origin();
                Origin other = removed.heldOutSet().isPresent()
                        ? new Origin(sets.get(removed.heldOutSet().getAsInt()), removed.other())
                        : store.document(removed.other()).origin();
                examples.add(new DuplicateReport.Example(reason.label(), origin, other));
            }
        }
        List<DuplicateReport.Leaks> leaks = new ArrayList<>();
        counts.leaks()
                .forEach((set, leaked) ->
                        leaks.add(new DuplicateReport.Leaks(sets.get(set), leaked.documents(), leaked.heldOut())));
        return new DuplicateReport(documents, counts.paragraphs(), counts.documentsWithDrops(), leaks, examples);
    }
}
