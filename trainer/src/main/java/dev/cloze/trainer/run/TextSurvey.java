package dev.cloze.trainer.run;

import dev.cloze.corpora.Corpus;
import dev.cloze.corpora.Document;
import dev.cloze.corpora.DocumentSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * How much text there is, from as much of it as could be read in a given time.
 *
 * @param documents read
 * @param words of the whole text, those not read reckoned by bytes
 * @param middle words of a document such that half of the text read is in longer ones
 * @param read the share of the text that was read
 */
public record TextSurvey(long documents, long words, long middle, double read) {
    private static final int KEPT_LENGTHS = 1_000_000;

    /**
     * Reads a corpus.
     *
     * @param bytes of its files on the disk; those of samples, which are read whole, do not count
     * @param seconds after which it stops
     */
    static TextSurvey of(Corpus corpus, long bytes, double seconds) throws IOException {
        long start = System.nanoTime();
        List<Long> lengths = new ArrayList<>();
        long documents = 0;
        long words = 0;
        try (DocumentSource source = corpus.open()) {
            Optional<Document> next = source.next();
            while (next.isPresent() && (System.nanoTime() - start) * 1e-9 < seconds) {
                long ofDocument = words(next.get().text());
                words += ofDocument;
                documents++;
                if (lengths.size() < KEPT_LENGTHS) {
                    lengths.add(ofDocument);
                }
                next = source.next();
            }
            double read = next.isEmpty() ? 1 : Math.min(1, (double) source.bytesRead() / Math.max(1, bytes));
            return new TextSurvey(documents, Math.round(words / read), middle(lengths), read);
        }
    }

    private static long middle(List<Long> lengths) {
        Collections.sort(lengths);
        long half = lengths.stream().mapToLong(Long::longValue).sum() / 2;
        long sum = 0;
        for (long length : lengths) {
            sum += length;
            if (sum >= half) {
                return length;
            }
        }
        return 0;
    }

    private static long words(String text) {
        long words = 0;
        boolean inside = false;
        for (int i = 0; i < text.length(); i++) {
            boolean blank = Character.isWhitespace(text.charAt(i));
            words += !blank && !inside ? 1 : 0;
            inside = !blank;
        }
        return words;
    }
}
