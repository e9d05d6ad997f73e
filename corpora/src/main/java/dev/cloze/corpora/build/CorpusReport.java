package dev.cloze.corpora.build;

import dev.cloze.corpora.Document;
import dev.cloze.corpora.DocumentSource;
import dev.cloze.corpora.clean.LanguageFilter;
import dev.cloze.corpora.report.TextStatistics;
import dev.cloze.corpora.report.TextStatistics.Counted;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the documents of a built corpus are like, from one pass over them.
 *
 * @param text lengths, sources and types
 * @param documentsAsked how many documents were asked for their language, spread evenly over the corpus
 * @param languages the languages of those, the most frequent first
 */
public record CorpusReport(TextStatistics.Summary text, long documentsAsked, List<Language> languages) {
    private static final long MOST_ASKED = 2000;
    private static final int DOCUMENTS_PER_BATCH = 256;

    public CorpusReport {
        languages = List.copyOf(languages);
    }

    /**
     * One language.
     *
     * @param code of ISO 639-3; {@code none} where the detector found none
     * @param documents of those that were asked
     */
    public record Language(String code, long documents) {}

    private record Batch(List<Counted> counted, List<String> languages) {}

    /** Reads all documents on several threads; the result does not depend on their number. */
    public static CorpusReport of(BuiltCorpus corpus, int threads) throws IOException, InterruptedException {
        TextStatistics statistics = new TextStatistics();
        TreeMap<String, Long> languages = new TreeMap<>();
        long asked = 0;
        long every = Math.max(1, corpus.manifest().documents() / MOST_ASKED);
        try (DocumentSource source = corpus.open();
                OrderedWork<Batch> work = new OrderedWork<>("report", threads)) {
            long pulled = 0;
            List<Document> documents = pull(source);
            while (!documents.isEmpty() || !work.isEmpty()) {
                while (!documents.isEmpty() && !work.isFull()) {
                    List<Document> batch = documents;
                    long first = pulled;
                    work.add(() -> count(batch, first, every));
                    pulled += batch.size();
                    documents = pull(source);
                }
                Batch batch = work.take();
                batch.counted.forEach(statistics::add);
                batch.languages.forEach(code -> languages.merge(code, 1L, Long::sum));
                asked += batch.languages.size();
            }
        }
        List<Language> sorted = languages.entrySet().stream()
                .map(each -> new Language(each.getKey(), each.getValue()))
                .sorted(Comparator.comparingLong(Language::documents).reversed().thenComparing(Language::code))
                .toList();
        return new CorpusReport(statistics.summary(), asked, sorted);
    }

    private static List<Document> pull(DocumentSource source) throws IOException {
        List<Document> documents = new ArrayList<>();
        while (documents.size() < DOCUMENTS_PER_BATCH) {
            Optional<Document> next = source.next();
            if (next.isEmpty()) {
                break;
            }
            documents.add(next.get());
        }
        return documents;
    }

    private static Batch count(List<Document> documents, long first, long every) {
        List<Counted> counted = new ArrayList<>();
        List<String> languages = new ArrayList<>();
        for (int i = 0; i < documents.size(); i++) {
            counted.add(Counted.of(documents.get(i)));
            if ((first + i) % every == 0) {
                Optional<String> code =
                        LanguageFilter.languageOf(documents.get(i).text());
                languages.add(code.orElse("none"));
            }
        }
        return new Batch(counted, languages);
    }
}
