package dev.cloze.tokenizer.train;

import dev.cloze.tokenizer.text.BertWords;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How often each word of a text occurs, words as BERT cuts them. Text comes piece by piece and is not kept: memory grows
 * with the number of distinct words. Counts have 64 bits.
 *
 * <p>One counter belongs to one thread; threads count apart and {@link #addAll} joins what they have. The result does
 * not depend on who counted what, nor on the order of joining.
 */
public final class WordCounts {
    private final boolean lowerCase;
    private final BertWords words;
    private final Map<String, Count> counts = new HashMap<>();

    /**
     * An empty counter.
     *
     * @param lowerCase whether text is put into lower case and loses its accents, as in BERT's uncased models
     */
    public WordCounts(boolean lowerCase) {
        this.lowerCase = lowerCase;
        words = new BertWords(lowerCase);
    }

    /** Counts the words of one piece of text. Words do not reach across pieces, so cut text at white space only. */
    public void add(String text) {
        words.split(text, word -> add(word, 1));
    }

    /** Adds what another counter has counted. */
    public void addAll(WordCounts other) {
        if (other.lowerCase != lowerCase) {
            throw new IllegalArgumentException(
                    "word counts: expected lower case " + lowerCase + " in both, got " + other.lowerCase);
        }
        other.counts.forEach((word, count) -> add(word, count.value));
    }

    private void add(String word, long times) {
        Count count = counts.computeIfAbsent(word, absent -> new Count());
        count.value = Math.addExact(count.value, times);
    }

    public boolean lowerCase() {
        return lowerCase;
    }

    /** Number of distinct words. */
    public int distinct() {
        return counts.size();
    }

    /** Number of words in all. */
    public long total() {
        return counts.values().stream().mapToLong(count -> count.value).sum();
    }

    /** How often a word occurs; the word is looked up as it stands. */
    public long count(String word) {
        Count count = counts.get(word);
        return count == null ? 0 : count.value;
    }

    /** The distinct words in the order of {@link String#compareTo}, whatever the order of counting was. */
    public List<String> sortedWords() {
        List<String> sorted = new ArrayList<>(counts.keySet());
        sorted.sort(null);
        return sorted;
    }

    private static final class Count {
        private long value;
    }
}
