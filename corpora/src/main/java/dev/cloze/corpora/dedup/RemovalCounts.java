package dev.cloze.corpora.dedup;

import java.util.List;
import java.util.Map;

/**
 * How much a deduplication removes.
 *
 * @param documents removed documents by reason
 * @param examples the first removed documents by reason
 * @param leaks by the place of the held-out set among {@link HeldOutIndex#sets()}
 * @param paragraphs dropped paragraphs of documents that are kept
 * @param documentsWithDrops documents that are kept without some of their paragraphs
 */
public record RemovalCounts(
        Map<RemovalReason, Long> documents,
        Map<RemovalReason, List<RemovedDocument>> examples,
        Map<Integer, Leaked> leaks,
        long paragraphs,
        long documentsWithDrops) {
    public RemovalCounts {
        documents = Map.copyOf(documents);
        examples = Map.copyOf(examples);
        leaks = Map.copyOf(leaks);
    }

    /**
     * What has leaked of one held-out set.
     *
     * @param documents documents that are removed because of it
     * @param heldOut how many of its texts they have something of, each document counted for the strongest one only
     */
    public record Leaked(long documents, long heldOut) {}

    /** Removed documents of a reason. */
    public long documents(RemovalReason reason) {
        return documents.getOrDefault(reason, 0L);
    }
}
