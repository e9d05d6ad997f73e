package dev.cloze.corpora.report;

import dev.cloze.corpora.Document;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts documents by length and source, and words by novelty. Words are runs without white space. Fed in the order of the corpus;
 * batches counted apart and joined in their order give the same. Memory is bounded: by the limits of {@link TopSources} and
 * {@link TypeTokenCurve}.
 */
public final class TextStatistics {
    private static final int BUCKETS = 64;

    private final long[] documentsByLength = new long[BUCKETS];
    private final long[] wordsByLength = new long[BUCKETS];
    private final TopSources sources = new TopSources();
    private final TypeTokenCurve curve = new TypeTokenCurve();
    private long documents;
    private long words;
    private long bytes;

    /**
     * What is counted of one document: the part of the work that can be done on any thread.
     *
     * @param source the file that it comes from, without the entry of an archive
     * @param words the hash of each word
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, compared by nobody
    public record Counted(String source, long bytes, long[] words) {
        /** Counts a document. */
        public static Counted of(Document document) {
            String source = document.source();
            int entry = source.indexOf('!');
            return new Counted(
                    entry > 0 ? source.substring(0, entry) : source, document.bytes(), WordHashes.of(document.text()));
        }
    }

    /** Adds the next document. */
    public void add(Counted document) {
        int length = document.words().length;
        int bucket = Integer.SIZE - Integer.numberOfLeadingZeros(length);
        documentsByLength[bucket]++;
        wordsByLength[bucket] += length;
        sources.add(document.source(), length, document.bytes());
        curve.add(document.words());
        documents++;
        words += length;
        bytes += document.bytes();
    }

    /**
     * Documents of similar length.
     *
     * @param leastWords the fewest words of one
     * @param mostWords the most
     * @param words of all of them
     */
    public record Lengths(long leastWords, long mostWords, long documents, long words) {}

    /**
     * What was counted.
     *
     * @param lengths documents by powers of two of their words; those that there are
     * @param sources the largest, by words
     * @param curve how many different words there are in the first so many words
     */
    public record Summary(
            long documents,
            long words,
            long bytes,
            List<Lengths> lengths,
            List<TopSources.Source> sources,
            List<TypeTokenCurve.Point> curve) {}

    /** What was counted so far. */
    public Summary summary() {
        List<Lengths> lengths = new ArrayList<>();
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            if (documentsByLength[bucket] > 0) {
                long least = bucket == 0 ? 0 : 1L << (bucket - 1);
                long most = bucket == 0 ? 0 : (1L << bucket) - 1;
                lengths.add(new Lengths(least, most, documentsByLength[bucket], wordsByLength[bucket]));
            }
        }
        return new Summary(documents, words, bytes, lengths, sources.largest(), curve.points());
    }
}
