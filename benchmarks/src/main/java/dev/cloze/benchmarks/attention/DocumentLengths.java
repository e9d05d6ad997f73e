package dev.cloze.benchmarks.attention;

import dev.cloze.corpora.Document;
import dev.cloze.corpora.DocumentSource;
import dev.cloze.corpora.sample.SampleCorpus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;

/**
 * Lengths of real documents: their words and marks, which a vocabulary would cut into somewhat more tokens, and two special
 * tokens.
 */
enum DocumentLengths {
    /** Tiny ones: a definition of WordNet with its examples. */
    WORDNET("wordnet"),
    /** Passages of speeches in the European Parliament. */
    EUROPARL("europarl-en");

    private static final Pattern TOKEN = Pattern.compile("[\\p{L}\\p{N}]+|[^\\p{L}\\p{N}\\s]");
    private static final int SPECIAL = 2;
    /** Documents from the sample's beginning. */
    private static final int MOST = 4000;

    private static final Map<DocumentLengths, List<Integer>> KNOWN = new ConcurrentHashMap<>();

    private final String sample;

    DocumentLengths(String sample) {
        this.sample = sample;
    }

    String label() {
        return sample;
    }

    /** Lengths in an order that the seed determines, from the beginning again at their end. */
    IntSupplier shuffled(long seed) throws IOException {
        List<Integer> lengths = new ArrayList<>(all());
        Collections.shuffle(lengths, new Random(seed));
        int[] next = {0};
        return () -> lengths.get(next[0]++ % lengths.size());
    }

    private List<Integer> all() throws IOException {
        List<Integer> known = KNOWN.get(this);
        if (known == null) {
            known = read();
            KNOWN.put(this, known);
        }
        return known;
    }

    private List<Integer> read() throws IOException {
        List<Integer> lengths = new ArrayList<>();
        try (DocumentSource source =
                SampleCorpus.of(SampleCorpus.SCHEME + sample).open()) {
            for (Optional<Document> next = source.next();
                    next.isPresent() && lengths.size() < MOST;
                    next = source.next()) {
                lengths.add(SPECIAL
                        + (int) TOKEN.matcher(next.get().text()).results().count());
            }
        }
        return lengths;
    }
}
