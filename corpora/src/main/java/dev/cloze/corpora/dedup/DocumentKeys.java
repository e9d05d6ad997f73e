package dev.cloze.corpora.dedup;

import java.util.Optional;

/** All that deduplication wants to know of one document at first. Made by {@link KeyMaker}, taken by {@link KeyWriter}. */
public final class DocumentKeys {
    private final long exactHigh;
    private final long exactLow;
    private final long[] paragraphHashes;
    private final int[] paragraphNumbers;
    private final int shingles;
    private final long[] bandKeys;
    private final Optional<Leak> leak;

    /** Keeps nothing of the scan, which holds an array of all words. */
    DocumentKeys(TextScan scan, int shingles, long[] bandKeys, Optional<Leak> leak) {
        exactHigh = scan.high();
        exactLow = scan.low();
        paragraphHashes = new long[scan.paragraphs()];
        paragraphNumbers = new int[scan.paragraphs()];
        for (int i = 0; i < paragraphHashes.length; i++) {
            paragraphHashes[i] = scan.paragraphHash(i);
            paragraphNumbers[i] = scan.paragraphNumber(i);
        }
        this.shingles = shingles;
        this.bandKeys = bandKeys;
        this.leak = leak;
    }

    /** What the document has of a held-out one, for which it is removed. */
    public Optional<Leak> leak() {
        return leak;
    }

    long exactHigh() {
        return exactHigh;
    }

    long exactLow() {
        return exactLow;
    }

    /** How many paragraphs are long enough. */
    int paragraphs() {
        return paragraphHashes.length;
    }

    long paragraphHash(int index) {
        return paragraphHashes[index];
    }

    int paragraphNumber(int index) {
        return paragraphNumbers[index];
    }

    /** The number of runs of words, repeated ones counted again. */
    int shingles() {
        return shingles;
    }

    /** The keys of the signature's bands; none if the document is too short, or if near duplicates are no matter. */
    long[] bandKeys() {
        return bandKeys;
    }
}
