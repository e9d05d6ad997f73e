package dev.cloze.corpora.dedup;

import java.util.Optional;

/**
 * Makes the keys of documents: a pure function of the text, the rules and the held-out texts. For any number of threads.
 */
public final class KeyMaker {
    private static final long[] NONE = new long[0];

    private final DedupRules rules;
    private final int leastCharacters;
    private final Optional<MinHash> minHash;
    private final Optional<HeldOutIndex> heldOut;

    /**
     * A maker of keys.
     *
     * @param heldOut texts of which the documents must have nothing, indexed under the same rules
     */
    public KeyMaker(DedupRules rules, Optional<HeldOutIndex> heldOut) {
        this.rules = rules;
        this.heldOut = heldOut;
        leastCharacters = rules.paragraphs().map(ParagraphRule::leastCharacters).orElse(Integer.MAX_VALUE);
        minHash = rules.near().map(MinHash::new);
        heldOut.ifPresent(index -> index.requireRules(rules));
    }

    /** The keys of a text. */
    public DocumentKeys of(String text) {
        TextScan scan = new TextScan(text, leastCharacters);
        int shingles =
                rules.near().map(rule -> scan.shingles(rule.shingleWords())).orElse(0);
        if (shingles == 0) {
            return new DocumentKeys(scan, 0, NONE, leak(scan, NONE));
        }
        int[] signature = minHash.orElseThrow()
                .signature(scan.shingleHashes(rules.near().orElseThrow().shingleWords()));
        long[] bandKeys = minHash.orElseThrow().bandKeys(signature);
        return new DocumentKeys(scan, shingles, bandKeys, leak(scan, bandKeys, signature));
    }

    private Optional<Leak> leak(TextScan scan, long[] bandKeys, int... signature) {
        return heldOut.flatMap(index -> index.find(scan, bandKeys, signature));
    }
}
