package dev.cloze.tokenizer.train;

import java.util.Arrays;

/**
 * Distinct words and their counts in flat arrays: the letters of all words one after the other, numbers of words in a
 * hash table with open addressing. A known word costs no object.
 */
final class WordTable {
    private static final int FEWEST_SLOTS = 1 << 10;
    private static final int MOST_WORDS = WordOrder.MOST_WORDS;

    private final long mostBytes;
    private final Runnable full;

    /** Hash in the upper half, number of the word and 1 in the lower; 0 where there is none. */
    private long[] slots = new long[FEWEST_SLOTS];

    private char[] letters = new char[FEWEST_SLOTS * 8];

    /** Where each word begins, and where the last one ends. */
    private int[] starts = new int[FEWEST_SLOTS / 2 + 1];

    private long[] counts = new long[FEWEST_SLOTS / 2];
    private int size;
    private int[] order = {};

    /** A table without bound. */
    WordTable() {
        this(Long.MAX_VALUE, () -> {});
    }

    /**
     * A table of limited size.
     *
     * @param mostBytes when another word would make it larger, and it is not empty, {@code full} is called before
     * @param full empties the table by {@link #clear}
     */
    WordTable(long mostBytes, Runnable full) {
        this.mostBytes = mostBytes;
        this.full = full;
    }

    /** Counts what stands in a text from one place to another. */
    void add(char[] text, int from, int to, long times) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = hash * 31 + text[i];
        }
        hash = mix(hash);
        int mask = slots.length - 1;
        for (int slot = hash & mask; ; slot = (slot + 1) & mask) {
            long entry = slots[slot];
            if (entry == 0) {
                put(slot, hash, text, from, to, times);
                return;
            }
            int word = (int) entry - 1;
            if ((int) (entry >>> 32) == hash && isWord(word, text, from, to)) {
                counts[word] = Math.addExact(counts[word], times);
                return;
            }
        }
    }

    void add(String word, long times) {
        add(word.toCharArray(), 0, word.length(), times);
    }

    private static int mix(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ (mixed >>> 15);
    }

    private boolean isWord(int word, char[] text, int from, int to) {
        return Arrays.equals(letters, starts[word], starts[word + 1], text, from, to);
    }

    private void put(int freeSlot, int hash, char[] text, int from, int to, long times) {
        int length = to - from;
        int slot = freeSlot;
        if (!hasRoom(length)) {
            if (size > 0 && bytesWith(length) > mostBytes) {
                full.run();
            }
            makeRoom(length);
            slot = hash & (slots.length - 1);
            while (slots[slot] != 0) {
                slot = (slot + 1) & (slots.length - 1);
            }
        }
        System.arraycopy(text, from, letters, starts[size], length);
        starts[size + 1] = starts[size] + length;
        counts[size] = times;
        slots[slot] = (long) hash << 32 | ++size;
    }

    private boolean hasRoom(int length) {
        return size < counts.length && starts[size] + length <= letters.length;
    }

    /** Size of the arrays after they have grown for another word. */
    private long bytesWith(int length) {
        long words = size < counts.length ? counts.length : 2L * counts.length;
        return bytes(words, lettersWith(length));
    }

    private static long bytes(long words, long letters) {
        return words * (2 * Long.BYTES + Integer.BYTES + Long.BYTES) + letters * Character.BYTES;
    }

    private long lettersWith(int length) {
        long needed = (long) starts[size] + length;
        return needed <= letters.length ? letters.length : Math.max(needed, letters.length + (letters.length >> 1));
    }

    private void makeRoom(int length) {
        long wanted = lettersWith(length);
        if (wanted > letters.length) {
            if (wanted > Integer.MAX_VALUE - 8) {
                throw new OutOfMemoryError("word counts: expected distinct words of 2^31 letters in memory at most");
            }
            letters = Arrays.copyOf(letters, (int) wanted);
        }
        if (size == counts.length) {
            if (size == MOST_WORDS) {
                throw new OutOfMemoryError("word counts: expected " + MOST_WORDS + " distinct words in memory at most");
            }
            counts = Arrays.copyOf(counts, 2 * size);
            starts = Arrays.copyOf(starts, 2 * size + 1);
            rehash();
        }
    }

    private void rehash() {
        long[] old = slots;
        slots = new long[old.length * 2];
        int mask = slots.length - 1;
        for (long entry : old) {
            if (entry != 0) {
                int slot = (int) (entry >>> 32) & mask;
                while (slots[slot] != 0) {
                    slot = (slot + 1) & mask;
                }
                slots[slot] = entry;
            }
        }
    }

    /** Adds the words of another table. */
    void addAll(WordTable other) {
        for (int word = 0; word < other.size; word++) {
            add(other.letters, other.starts[word], other.starts[word + 1], other.counts[word]);
        }
    }

    /** Hands over the words in the order of {@link String#compareTo}. */
    void forEach(CountedWords.Visitor visitor) {
        if (order.length != size) {
            order = WordOrder.of(letters, starts, size);
        }
        for (int word : order) {
            visitor.visit(new String(letters, starts[word], starts[word + 1] - starts[word]), counts[word]);
        }
    }

    long count(String word) {
        char[] text = word.toCharArray();
        int hash = 0;
        for (char letter : text) {
            hash = hash * 31 + letter;
        }
        hash = mix(hash);
        int mask = slots.length - 1;
        for (int slot = hash & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
            int found = (int) slots[slot] - 1;
            if (isWord(found, text, 0, text.length)) {
                return counts[found];
            }
        }
        return 0;
    }

    int size() {
        return size;
    }

    long total() {
        long total = 0;
        for (int word = 0; word < size; word++) {
            total = Math.addExact(total, counts[word]);
        }
        return total;
    }

    /** Size of the arrays. */
    long bytes() {
        return bytes(counts.length, letters.length);
    }

    /** Forgets all words and keeps the room that they had. */
    void clear() {
        Arrays.fill(slots, 0);
        size = 0;
        order = new int[0];
    }
}
