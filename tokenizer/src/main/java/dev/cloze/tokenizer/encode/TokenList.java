package dev.cloze.tokenizer.encode;

import dev.cloze.tokenizer.text.AlignedText;
import java.util.Arrays;

/**
 * Tokens on their way: for each its id, its word, and the place in the text that it stands for. Words are numbered in
 * their order, also those of which nothing is left.
 */
public final class TokenList {
    private static final int LEAST = 64;

    /** Whether words and places are kept, or the ids alone, as a text of 100 MB has too many tokens to waste room on. */
    private final boolean keepsPlaces;

    private int[] ids = new int[LEAST];
    private int[] wordIds = {};
    private int[] starts = {};
    private int[] ends = {};
    private int size;
    private int words;

    private TokenList(boolean keepsPlaces) {
        this.keepsPlaces = keepsPlaces;
        growPlaces(LEAST);
    }

    /** An empty list of tokens with their words and places. */
    public static TokenList withPlaces() {
        return new TokenList(true);
    }

    /** An empty list of ids. */
    public static TokenList ofIds() {
        return new TokenList(false);
    }

    /** Number of tokens. */
    public int size() {
        return size;
    }

    /** Number of tokens that it has room for. */
    int capacity() {
        return ids.length;
    }

    /** Number of words that have been closed. */
    int words() {
        return words;
    }

    int id(int token) {
        return ids[token];
    }

    int word(int token) {
        return wordIds[token];
    }

    int start(int token) {
        return starts[token];
    }

    int end(int token) {
        return ends[token];
    }

    void closeWord() {
        words++;
    }

    void closeWords(int closed) {
        words += closed;
    }

    void add(int id, int start, int end) {
        add(id, 0, start, end);
    }

    /** Adds a token of the word that comes so many after the last one that has been closed. */
    void add(int id, int word, int start, int end) {
        int at = size;
        if (at == ids.length) {
            grow();
        }
        ids[at] = id;
        if (keepsPlaces) {
            wordIds[at] = words + word;
            starts[at] = start;
            ends[at] = end;
        }
        size = at + 1;
    }

    private void grow() {
        int capacity = (int) Math.min(ids.length * 2L, Integer.MAX_VALUE - 8);
        ids = Arrays.copyOf(ids, capacity);
        growPlaces(capacity);
    }

    private void growPlaces(int capacity) {
        if (keepsPlaces) {
            wordIds = Arrays.copyOf(wordIds, capacity);
            starts = Arrays.copyOf(starts, capacity);
            ends = Arrays.copyOf(ends, capacity);
        }
    }

    /** Adds a token for the characters of a word from one index up to another. */
    void add(int id, AlignedText word, int from, int to) {
        add(id, word.start(from), word.end(to - 1));
    }

    /** Adds the tokens of a chunk that begins at an index of its section; their places are counted from there. */
    void addAll(TokenList chunk, Section section, int offset) {
        for (int i = 0; i < chunk.size; i++) {
            add(
                    chunk.ids[i],
                    chunk.wordIds[i],
                    section.start(offset + chunk.starts[i]),
                    section.end(offset + chunk.ends[i]));
        }
        words += chunk.words;
    }

    void clear() {
        size = 0;
        words = 0;
    }

    public int[] ids() {
        return Arrays.copyOf(ids, size);
    }

    public int[] wordIds() {
        return Arrays.copyOf(wordIds, size);
    }

    public int[] starts() {
        return Arrays.copyOf(starts, size);
    }

    public int[] ends() {
        return Arrays.copyOf(ends, size);
    }
}
