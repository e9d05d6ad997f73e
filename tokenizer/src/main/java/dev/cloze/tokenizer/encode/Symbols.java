package dev.cloze.tokenizer.encode;

import java.util.Arrays;

/** The symbols that a word consists of so far, and the characters that each covers. Arrays are valid up to the next addition. */
final class Symbols {
    /** Up to so many symbols a look at all of them finds the next pair faster than a heap does; each has a bit of a number. */
    static final int FEW = Long.SIZE;

    private static final int GONE = -1;

    private int[] ids = new int[FEW];
    private int[] from = new int[FEW];
    private int[] to = new int[FEW];
    private final int[] pairs = new int[FEW];
    private int size;
    private int[] next = {};
    private int[] previous = {};

    void clear() {
        size = 0;
    }

    int capacity() {
        return ids.length;
    }

    void add(int id, int start, int end) {
        if (size == ids.length) {
            int capacity = size * 2;
            ids = Arrays.copyOf(ids, capacity);
            from = Arrays.copyOf(from, capacity);
            to = Arrays.copyOf(to, capacity);
        }
        ids[size] = id;
        from[size] = start;
        to[size++] = end;
    }

    /** How many there were at first. */
    int size() {
        return size;
    }

    int[] ids() {
        return ids;
    }

    int[] from() {
        return from;
    }

    int[] to() {
        return to;
    }

    /** A number for each symbol, if they are few. */
    int[] pairs() {
        return pairs;
    }

    void drop(int at) {
        ids[at] = GONE;
    }

    boolean isGone(int at) {
        return ids[at] == GONE;
    }

    /** Makes them a list, of which symbols are taken. */
    void link() {
        next = new int[size];
        previous = new int[size];
        for (int i = 0; i < size; i++) {
            next[i] = i + 1;
            previous[i] = i - 1;
        }
    }

    int next(int at) {
        return next[at];
    }

    int previous(int at) {
        return previous[at];
    }

    void unlink(int at, int gone) {
        next[at] = next[gone];
        if (next[gone] < size) {
            previous[next[gone]] = at;
        }
        drop(gone);
    }
}
