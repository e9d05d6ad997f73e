package dev.cloze.benchmarks.corpora;

import com.google.gson.JsonObject;
import dev.cloze.corpora.Document;
import dev.cloze.corpora.DocumentSource;
import dev.cloze.corpora.sample.SampleCorpus;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.StringJoiner;

/**
 * Documents of any amount: paragraphs of sentences drawn from the samples' prose, so that words have their frequencies and
 * no two documents are equal. One of fifty is its predecessor and one more sentence, for the search of near duplicates.
 */
final class WebText {
    private static final List<String> SAMPLES = List.of("sample:dickens", "sample:europarl-en");
    private static final int LEAST_CHARACTERS = 30;
    private static final int MOST_CHARACTERS = 300;
    private static final int SEED = 5;
    private static final int NEAR_EVERY = 50;

    private final List<String> sentences;
    private final Length length;
    private final Random random = new Random(SEED);
    private List<String> paragraphs = List.of();

    /** How long documents are. */
    enum Length {
        /** One paragraph, some 0.5 kB. */
        SHORT(1, 1),
        /** Some 4 kB. */
        LONG(4, 11);

        private final int least;
        private final int most;

        Length(int least, int most) {
            this.least = least;
            this.most = most;
        }
    }

    private WebText(List<String> sentences, Length length) {
        this.sentences = sentences;
        this.length = length;
    }

    private static WebText open(Length length) throws IOException {
        List<String> sentences = new ArrayList<>();
        for (String sample : SAMPLES) {
            try (DocumentSource source = SampleCorpus.of(sample).open()) {
                for (Optional<Document> next = source.next(); next.isPresent(); next = source.next()) {
                    for (String sentence : next.get().text().split("(?<=[.!?])\\s+", -1)) {
                        if (sentence.length() >= LEAST_CHARACTERS && sentence.length() <= MOST_CHARACTERS) {
                            sentences.add(sentence.replaceAll("\\s+", " "));
                        }
                    }
                }
            }
        }
        return new WebText(sentences, length);
    }

    /** Writes JSON lines of so many bytes, or a document more; how many documents that took. */
    static long write(Path file, long bytes, Length length) throws IOException {
        WebText text = open(length);
        long documents = 0;
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            for (long written = 0; written < bytes; documents++) {
                JsonObject line = new JsonObject();
                line.addProperty("text", text.next(documents));
                String json = line.toString();
                out.write(json);
                out.write('\n');
                written += json.getBytes(StandardCharsets.UTF_8).length + 1L;
            }
        }
        return documents;
    }

    private String next(long number) {
        List<String> own = new ArrayList<>();
        if (number % NEAR_EVERY == NEAR_EVERY - 1) {
            own.addAll(paragraphs);
            own.add(sentences.get(random.nextInt(sentences.size())));
        } else {
            int count = length.least + random.nextInt(length.most - length.least + 1);
            for (int i = 0; i < count; i++) {
                own.add(paragraph());
            }
        }
        paragraphs = own;
        return String.join("\n\n", own);
    }

    private String paragraph() {
        StringJoiner paragraph = new StringJoiner(" ");
        int count = 2 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            paragraph.add(sentences.get(random.nextInt(sentences.size())));
        }
        return paragraph.toString();
    }
}
