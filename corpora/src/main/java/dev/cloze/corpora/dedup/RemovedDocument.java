package dev.cloze.corpora.dedup;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * A document that is removed.
 *
 * @param document its number
 * @param reason why
 * @param other the number of the document that is kept instead; for a leak, of the document in its held-out set
 * @param heldOutSet for a leak, the place of the set among {@link HeldOutIndex#sets()}
 */
public record RemovedDocument(long document, RemovalReason reason, long other, OptionalInt heldOutSet) {
    public RemovedDocument {
        Objects.requireNonNull(reason, "reason");
        if (reason.isLeak() != heldOutSet.isPresent()) {
            throw new IllegalArgumentException("heldOutSet: expected one for a leak only, got " + heldOutSet);
        }
    }
}
