package dev.cloze.corpora.split;

import dev.cloze.corpora.Corpus;
import dev.cloze.corpora.Document;
import dev.cloze.corpora.DocumentSource;
import dev.cloze.corpora.Progress;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Sends each document to the training or the held-out side by a hash of its text. Texts that differ only in case or
 * white space go to the same side. Neither side is ever empty: the document with the smallest hash is always held out,
 * the one with the largest never. Hashes are compared as unsigned numbers.
 *
 * @param fraction the share of different documents that is held out, near enough; more than 0 and less than 1
 * @param seed another seed is another split
 * @param documents how many documents the survey saw
 * @param smallestHash the smallest hash in the corpus
 * @param largestHash the largest hash in the corpus
 */
public record HeldOutSplit(double fraction, long seed, long documents, long smallestHash, long largestHash) {
    /** With fewer documents than this, a held-out loss says nothing. */
    public static final int LEAST_DOCUMENTS = 50;

    private static final String MORE = "; give more text, or make each line a document (--documents lines)";

    public HeldOutSplit {
        if (!(fraction > 0 && fraction < 1)) {
            throw new IllegalArgumentException("fraction: expected more than 0 and less than 1, got " + fraction);
        }
        if (documents < LEAST_DOCUMENTS) {
            throw new IllegalArgumentException("documents: expected " + LEAST_DOCUMENTS + " or more, got " + documents);
        }
        if (Long.compareUnsigned(smallestHash, largestHash) >= 0) {
            throw new IllegalArgumentException(
                    "largestHash: expected more than smallestHash, got " + Long.toUnsignedString(largestHash));
        }
    }

    /**
     * Reads the whole corpus once and makes a split that leaves no side empty, in constant memory.
     *
     * @throws UsageException if the corpus is empty, has fewer than 50 documents, or has the same text in all of them
     */
    public static HeldOutSplit survey(Corpus corpus, double fraction, long seed, Progress progress) throws IOException {
        long documents = 0;
        long smallest = -1; // the largest unsigned number
        long largest = 0;
        try (DocumentSource source = corpus.open()) {
            for (Optional<Document> next = source.next(); next.isPresent(); next = source.next()) {
                long hash = TextHash.of(next.get().text(), seed);
                smallest = Long.compareUnsigned(hash, smallest) < 0 ? hash : smallest;
                largest = Long.compareUnsigned(hash, largest) > 0 ? hash : largest;
                documents++;
                progress.at(documents, source.bytesRead());
            }
        }
        if (documents == 0) {
            throw new UsageException("corpus", "text", "no document at all");
        }
        if (documents < LEAST_DOCUMENTS) {
            throw new UsageException(
                    "corpus",
                    LEAST_DOCUMENTS
                            + " documents (files, or sections of long files) or more, of which some are held out",
                    documents + MORE);
        }
        if (smallest == largest) {
            throw new UsageException("corpus", "different documents", documents + " times the same text");
        }
        return new HeldOutSplit(fraction, seed, documents, smallest, largest);
    }

    /** The side on which a document of the surveyed corpus is. */
    public Side side(Document document) {
        long hash = TextHash.of(document.text(), seed);
        if (hash == smallestHash) {
            return Side.HELD_OUT;
        }
        if (hash == largestHash) {
            return Side.TRAIN;
        }
        // The upper 53 bits as a number in [0, 1): all that a double can hold.
        return (hash >>> 11) * 0x1.0p-53 < fraction ? Side.HELD_OUT : Side.TRAIN;
    }

    /**
     * Reads the corpus once and hands over the text of each document on the training side, one at a time, so that a
     * tokenizer can be trained on it without having seen what is held out.
     */
    public void forEachTrainingText(Corpus corpus, Consumer<String> action, Progress progress) throws IOException {
        long seen = 0;
        try (DocumentSource source = corpus.open()) {
            for (Optional<Document> next = source.next(); next.isPresent(); next = source.next()) {
                if (side(next.get()) == Side.TRAIN) {
                    action.accept(next.get().text());
                }
                seen++;
                progress.at(seen, source.bytesRead());
            }
        }
    }
}
