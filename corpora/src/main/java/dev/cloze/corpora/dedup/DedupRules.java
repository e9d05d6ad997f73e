package dev.cloze.corpora.dedup;

import java.util.Objects;
import java.util.Optional;

/**
 * What deduplication removes besides exact duplicates.
 *
 * @param paragraphs repeated paragraphs, if they are to go
 * @param near near duplicates, if they are to go
 */
public record DedupRules(Optional<ParagraphRule> paragraphs, Optional<NearRule> near) {
    public DedupRules {
        Objects.requireNonNull(paragraphs, "paragraphs");
        Objects.requireNonNull(near, "near");
    }

    /** Exact duplicates only. */
    public static DedupRules exact() {
        return new DedupRules(Optional.empty(), Optional.empty());
    }

    /** Exact duplicates, near duplicates as FineWeb, and repeated paragraphs of 100 characters or more. */
    public static DedupRules all() {
        return new DedupRules(Optional.of(ParagraphRule.SENTENCES), Optional.of(NearRule.FINEWEB));
    }
}
