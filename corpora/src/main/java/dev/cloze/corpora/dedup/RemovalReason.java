package dev.cloze.corpora.dedup;

import java.util.Arrays;
import java.util.Optional;

/** Why deduplication removes a document. */
public enum RemovalReason {
    /** An earlier document has the same text but for case and white space. */
    EXACT_DUPLICATE(0, "dedup.exact"),
    /** An earlier document that is kept resembles it. */
    NEAR_DUPLICATE(1, "dedup.near"),
    /** A held-out document has the same text but for case and white space. */
    HELD_OUT_EXACT(2, "leak.exact"),
    /** A held-out document resembles it, as estimated from their signatures. */
    HELD_OUT_NEAR(3, "leak.near"),
    /** It has a paragraph of a held-out document. */
    HELD_OUT_PARAGRAPH(4, "leak.paragraph"),
    /** It shares long runs of words with a held-out document. */
    HELD_OUT_OVERLAP(5, "leak.overlap");

    private final int code;
    private final String label;

    RemovalReason(int code, String label) {
        this.code = code;
        this.label = label;
    }

    /** The stable name in reports. */
    public String label() {
        return label;
    }

    /** The number in files. */
    int code() {
        return code;
    }

    static Optional<RemovalReason> ofCode(long code) {
        return Arrays.stream(values()).filter(reason -> reason.code == code).findFirst();
    }

    /** Whether the other document is a held-out one. */
    public boolean isLeak() {
        return this != EXACT_DUPLICATE && this != NEAR_DUPLICATE;
    }
}
