package dev.cloze.tokenizer.encode;

import java.util.Arrays;

/** Entries for {@link Chunks} one behind the other, on their way into the memory that all threads share. */
final class NewEntries {
    private char[] entries = new char[1 << 11];
    private int used;

    void clear() {
        used = 0;
    }

    boolean isEmpty() {
        return used == 0;
    }

    char[] entries() {
        return entries;
    }

    int used() {
        return used;
    }

    /** Room for an entry of a length, behind the others; where it begins. */
    int reserve(int length) {
        if (used + length > entries.length) {
            entries = Arrays.copyOf(entries, 2 * (used + length));
        }
        int at = used;
        used += length;
        return at;
    }
}
