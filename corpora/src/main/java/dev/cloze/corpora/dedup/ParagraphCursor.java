package dev.cloze.corpora.dedup;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;

/** Dropped paragraphs in the order of the documents, to be asked beside a stream of these. For one thread. */
public final class ParagraphCursor implements Closeable {
    private static final int[] NONE = new int[0];

    private final KeyFileReader drops;
    private boolean stands;
    private long asked;

    ParagraphCursor(KeyFileReader drops) throws IOException {
        this.drops = drops;
        stands = drops.advance();
    }

    /**
     * The paragraphs of a document that are dropped, ascending: line feeds before each; see {@link
     * Removals#withoutParagraphs}.
     *
     * @param document larger than the one that was asked for before
     */
    public int[] of(long document) throws IOException {
        if (document < asked) {
            throw new IllegalArgumentException("document: expected " + asked + " or more, got " + document);
        }
        asked = document + 1;
        while (stands && Place.document(drops.field(0)) < document) {
            stands = drops.advance();
        }
        int[] numbers = NONE;
        int count = 0;
        while (stands && Place.document(drops.field(0)) == document) {
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, 4 + 2 * count);
            }
            numbers[count++] = Place.low(drops.field(0));
            stands = drops.advance();
        }
        return Arrays.copyOf(numbers, count);
    }

    @Override
    public void close() throws IOException {
        drops.close();
    }
}
