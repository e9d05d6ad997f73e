package dev.cloze.tokenizer.train;

import dev.cloze.tokenizer.WordRules;
import java.util.ArrayList;
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
    private final WordCutter cutter;
    private final WordTable table = new WordTable();

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
        cutter = new WordCutter(rules);
    }

    /**
     * Counts the words of one piece of text. Words do not reach across pieces, so cut text where no word can be. A lone
     * surrogate, which is not a character, counts as U+FFFD.
     */
    public void add(String text) {
        cutter.cut(text, (in, from, to) -> table.add(in, from, to, 1));
    }

    /** Counts a word as it stands. */
    void addWord(String word, long times) {
        table.add(word, times);
    }

    /** Adds what another counter has counted. */
    public void addAll(WordCounts other) {
        if (!other.rules.equals(rules)) {
            throw new IllegalArgumentException("word counts: expected " + rules + " in both, got " + other.rules);
        }
        table.addAll(other.table);
    }

    @Override
    public WordRules rules() {
        return rules;
    }

    /** Number of distinct words. */
    public int distinct() {
        return table.size();
    }

    /** Number of words in all. */
    public long total() {
        return table.total();
    }

    /** How often a word occurs; the word is looked up as it stands. */
    public long count(String word) {
        return table.count(word);
    }

    /** The distinct words in the order of {@link String#compareTo}, whatever the order of counting was. */
    public List<String> sortedWords() {
        List<String> sorted = new ArrayList<>(table.size());
        forEach((word, count) -> sorted.add(word));
        return sorted;
    }

    @Override
    public void forEach(Visitor visitor) {
        table.forEach(visitor);
    }
}
