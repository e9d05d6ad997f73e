package dev.cloze.corpora.dedup;

/**
 * How much of a held-out text a document may contain: runs of words that both have, as a share of the runs of the
 * shorter of the two. So a short passage in a long document counts as much as a short piece of a long held-out one.
 *
 * @param gramWords words in a run; 13 as for GPT-3 (Brown et al. 2020, appendix C)
 * @param leastShare least share of shared runs at which a document is removed; 0 for a single run, as GPT-3 did
 */
public record LeakRule(int gramWords, double leastShare) {
    /** Runs of 13 words, a fifth of them: single formulas that everybody writes are no leak. */
    public static final LeakRule DEFAULT = new LeakRule(13, 0.2);

    public LeakRule {
        if (gramWords < 1) {
            throw new IllegalArgumentException("gramWords: expected 1 or more, got " + gramWords);
        }
        if (!(leastShare >= 0 && leastShare <= 1)) {
            throw new IllegalArgumentException("leastShare: expected 0 to 1, got " + leastShare);
        }
    }
}
