package dev.cloze.corpora.build;

import dev.cloze.corpora.Corpus;
import dev.cloze.corpora.Document;
import dev.cloze.corpora.DocumentSource;
import dev.cloze.corpora.Progress;
import dev.cloze.corpora.ReadCounts;
import dev.cloze.tokenizer.train.CountingThreads;
import dev.cloze.tokenizer.train.SpilledWordCounts;
import java.io.IOException;
import java.util.Optional;

/** A pass over a corpus that counts its words, from which a vocabulary is trained. */
public final class WordCounting {
    private WordCounting() {}

    /**
     * Counts the words of all documents.
     *
     * @param into where the counts are added; the same for any number of threads
     * @return what was read
     * @throws dev.cloze.tokenizer.DataException if the input is damaged
     */
    public static ReadCounts count(Corpus corpus, SpilledWordCounts into, int threads, Progress progress)
            throws IOException, InterruptedException {
        try (DocumentSource source = corpus.open();
                CountingThreads counting = new CountingThreads(into, threads)) {
            long documents = 0;
            for (Optional<Document> document = source.next(); document.isPresent(); document = source.next()) {
                counting.add(document.get().text());
                progress.at(++documents, source.bytesRead());
            }
            counting.finish();
            return source.counts();
        }
    }
}
