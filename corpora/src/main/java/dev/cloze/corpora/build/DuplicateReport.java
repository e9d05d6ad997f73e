package dev.cloze.corpora.build;

import dev.cloze.corpora.Origin;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What deduplication has removed.
 *
 * @param documents removed documents by reason
 * @param paragraphs paragraphs removed from documents that are kept
 * @param documentsWithDrops the documents from which these were removed
 * @param leaks what leaked, by held-out set
 * @param examples the first removed documents of each reason
 */
public record DuplicateReport(
        Map<String, Long> documents,
        long paragraphs,
        long documentsWithDrops,
        List<Leaks> leaks,
        List<Example> examples) {
    /** Nothing was removed. */
    public static final DuplicateReport NONE = new DuplicateReport(Map.of(), 0, 0, List.of(), List.of());

    public DuplicateReport {
        documents = Collections.unmodifiableMap(new TreeMap<>(documents));
        leaks = List.copyOf(leaks);
        examples = List.copyOf(examples);
    }

    /**
     * What of one held-out set was found in the corpus.
     *
     * @param documents the corpus's documents that were removed for it
     * @param heldOut how many different documents of the set were found in them
     */
    public record Leaks(String set, long documents, long heldOut) {}

    /**
     * A removed document.
     *
     * @param other the document that is kept instead; of a held-out one its set and number
     */
    public record Example(String reason, Origin document, Origin other) {}

    /** Removed documents of all reasons. */
    public long removed() {
        return documents.values().stream().mapToLong(Long::longValue).sum();
    }
}
