package dev.cloze.corpora.dedup;

/** The number of a document and a smaller number in one: 39 and 24 bits. The order is that of the documents. */
final class Place {
    static final int LOW_BITS = 24;
    static final int LOW_MOST = (1 << LOW_BITS) - 1;
    static final long MOST_DOCUMENTS = 1L << 39;

    private Place() {}

    /** The place; a small number that is too large for it becomes the largest one. */
    static long of(long document, int low) {
        return document << LOW_BITS | Math.min(low, LOW_MOST);
    }

    static long document(long place) {
        return place >>> LOW_BITS;
    }

    static int low(long place) {
        return (int) place & LOW_MOST;
    }
}
