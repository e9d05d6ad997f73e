package dev.cloze.corpora.dedup;

/**
 * What a document has of a held-out one.
 *
 * @param reason in what way
 * @param set the place of the held-out set among {@link HeldOutIndex#sets()}
 * @param document the number of the held-out document in its set, in the order in which they were added
 * @param share similarity or overlap; 1 if the text or a paragraph is equal
 */
public record Leak(RemovalReason reason, int set, long document, double share) {
    public Leak {
        if (!reason.isLeak()) {
            throw new IllegalArgumentException("reason: expected a leak, got " + reason);
        }
    }
}
