package dev.cloze.corpora.dedup;

/**
 * What near duplicates are, and how they are found: MinHash (Broder 1997) over runs of words, in bands of rows
 * (Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, section 3.4). Two documents of similarity J are compared
 * with probability {@code 1 - (1 - J^rows)^bands}: with 14 bands of 8 rows 0.77 at J = 0.75, 0.92 at 0.8, 0.9996 at
 * 0.9.
 *
 * @param shingleWords words in a run; documents with fewer words have no near duplicates
 * @param bands bands of the signature
 * @param rows MinHash values in a band
 * @param leastJaccard least Jaccard similarity, of the true sets of runs, at which a document is removed
 * @param representatives with how many of a bucket's first documents each later one of that bucket is compared, so that
 *     a bucket of boilerplate costs linear time
 * @param seed another seed is another family of hash functions
 */
public record NearRule(int shingleWords, int bands, int rows, double leastJaccard, int representatives, long seed) {
    /** The settings of FineWeb (Penedo et al. 2024): 5-grams, 14 bands of 8 rows. */
    public static final NearRule FINEWEB = new NearRule(5, 14, 8, 0.8, 4, 1);

    private static final int MOST_BANDS = 1000;
    private static final int MOST_HASHES = 10_000;

    public NearRule {
        if (shingleWords < 1) {
            throw new IllegalArgumentException("shingleWords: expected 1 or more, got " + shingleWords);
        }
        if (bands < 1 || bands > MOST_BANDS) {
            throw new IllegalArgumentException("bands: expected 1 to " + MOST_BANDS + ", got " + bands);
        }
        if (rows < 1 || rows > MOST_HASHES / bands) {
            throw new IllegalArgumentException("rows: expected 1 to " + MOST_HASHES / bands + ", got " + rows);
        }
        if (!(leastJaccard > 0 && leastJaccard <= 1)) {
            throw new IllegalArgumentException("leastJaccard: expected more than 0 to 1, got " + leastJaccard);
        }
        if (representatives < 1) {
            throw new IllegalArgumentException("representatives: expected 1 or more, got " + representatives);
        }
    }

    /** MinHash values of a document. */
    int hashes() {
        return bands * rows;
    }
}
