package dev.cloze.tokenizer.encode;

import dev.cloze.tokenizer.text.AlignedText;
import java.util.Arrays;

/**
 * Tokens on their way: for each its id, its word, and the place in the text that it stands for. Words are numbered in
 * their order, also those of which nothing is left.
 */
public final class TokenList {
    static final int FIELDS = 4;
    static final int ID = 0;
    static final int WORD = 1;
    static final int START = 2;
    static final int END = 3;

    /** Fields kept of each token: all, or the id alone, as a text of 100 MB has too many tokens to waste room on. */
    private final int kept;

    private int[] fields;
    private int used;
    private int words;

    private TokenList(int kept) {
        this.kept = kept;
        fields = new int[64 * kept];
    }

    /** An empty list of tokens with their words and places. */
    public static TokenList withPlaces() {
        return new TokenList(FIELDS);
    }

    /** An empty list of ids. */
    public static TokenList ofIds() {
        return new TokenList(1);
    }

    /** Whether it keeps words and places. */
    boolean keepsPlaces() {
        return kept == FIELDS;
    }

    /** Number of tokens. */
    public int size() {
        return used / kept;
    }

    /** Number of words that have been closed. */
    int words() {
        return words;
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
        if (fields.length - used < kept) {
            long wanted = fields.length * 2L;
            fields = Arrays.copyOf(fields, (int) Math.min(wanted, Integer.MAX_VALUE - 8));
        }
        fields[used + ID] = id;
        if (keepsPlaces()) {
            fields[used + WORD] = words + word;
            fields[used + START] = start;
            fields[used + END] = end;
        }
        used += kept;
    }

    /** Adds a token for the characters of a word from one index up to another. */
    void add(int id, AlignedText word, int from, int to) {
        add(id, word.start(from), word.end(to - 1));
    }

    /** Adds the tokens of a chunk that begins at an index of its section; their places are counted from there. */
    void addAll(TokenList chunk, Section section, int offset) {
        int[] added = chunk.fields;
        for (int i = 0; i < chunk.used; i += FIELDS) {
            add(
                    added[i + ID],
                    added[i + WORD],
                    section.start(offset + added[i + START]),
                    section.end(offset + added[i + END]));
        }
        words += chunk.words;
    }

    int[] fields() {
        return Arrays.copyOf(fields, used);
    }

    void clear() {
        used = 0;
        words = 0;
    }

    private int[] column(int field) {
        int[] column = new int[size()];
        for (int i = 0; i < column.length; i++) {
            column[i] = fields[i * kept + field];
        }
        return column;
    }

    public int[] ids() {
        return column(ID);
    }

    public int[] wordIds() {
        return column(WORD);
    }

    public int[] starts() {
        return column(START);
    }

    public int[] ends() {
        return column(END);
    }
}
