package dev.cloze.tokenizer.train;

import dev.cloze.tokenizer.WordRules;
import java.util.List;

/**
 * How often each word of a text occurs. Text comes piece by piece and is not kept: memory grows with the number of
 * distinct words ({@link SpilledWordCounts} bounds it). Counts have 64 bits.
 *
 * <p>One counter belongs to one thread; threads count apart and {@link #addAll} joins what they have. The result does
 * not depend on who counted what, nor on the order of joining.
 */
public final class WordCounts implements CountedWords {
    private final WordRules rules;
    private final WordSplitter words;
    private final WordTable counts = new WordTable();

    /**
     * An empty counter of words as BERT cuts them.
     *
     * @param lowerCase whether text is put into lower case and loses its accents, as in BERT's uncased models
     */
    public WordCounts(boolean lowerCase) {
        this(WordRules.bert(lowerCase));
    }

    /** An empty counter of words that are cut by some rules. */
    public WordCounts(WordRules rules) {
        this.rules = rules;
        words = WordSplitter.of(rules);
    }

    /**
     * Counts the words of one piece of text. Words do not reach across pieces, so cut text where no word can be. A lone
     * surrogate, which is not a character, counts as U+FFFD.
     */
    public void add(String text) {
        words.split(text, counts::add);
    }

    /** Adds what another counter has counted. */
    public void addAll(WordCounts other) {
        if (!other.rules.equals(rules)) {
            throw new IllegalArgumentException("word counts: expected " + rules + " in both, got " + other.rules);
        }
        other.counts.forEach(counts::add);
    }

    @Override
    public WordRules rules() {
        return rules;
    }

    /** Number of distinct words. */
    public int distinct() {
        return counts.size();
    }

    /** Number of words in all. */
    public long total() {
        return counts.total();
    }

    /** How often a word occurs; the word is looked up as it stands. */
    public long count(String word) {
        return counts.count(word);
    }

    /** The distinct words in the order of {@link String#compareTo}, whatever the order of counting was. */
    public List<String> sortedWords() {
        return counts.sortedWords();
    }

    @Override
    public void forEach(Visitor visitor) {
        counts.forEachSorted(visitor);
    }

    /** Memory that the words take, in bytes; an estimate from above. */
    long bytes() {
        return counts.bytes();
    }

    /** Forgets all words. */
    void clear() {
        counts.clear();
    }
}
