package dev.cloze.tokenizer.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Words and their counts: open addressing, so that a known word costs neither a new string nor a boxed count. */
final class WordTable {
    private static final int FEWEST_SLOTS = 1 << 12;

    /** A string without its letters, and the slots of a half-empty table around it; from above. */
    private static final long BYTES_PER_WORD = 56 + 4 * 16;

    private String[] words = new String[FEWEST_SLOTS];
    private int[] hashes = new int[FEWEST_SLOTS];
    private long[] counts = new long[FEWEST_SLOTS];
    private int size;
    private long letters;

    /** Counts one occurrence of what stands in a text from one place to another. */
    void add(String text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = hash * 31 + text.charAt(i);
        }
        hash = mix(hash);
        int slot = slot(text, from, to - from, hash);
        if (words[slot] == null) {
            slot = put(slot, text.substring(from, to), hash);
        }
        counts[slot] = Math.addExact(counts[slot], 1);
    }

    /** Counts a word several times. */
    void add(String word, long times) {
        int hash = mix(word.hashCode());
        int slot = slot(word, 0, word.length(), hash);
        if (words[slot] == null) {
            slot = put(slot, word, hash);
        }
        counts[slot] = Math.addExact(counts[slot], times);
    }

    private static int mix(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ (mixed >>> 15);
    }

    private int slot(String text, int from, int length, int hash) {
        int mask = words.length - 1;
        int slot = hash & mask;
        while (words[slot] != null
                && !(hashes[slot] == hash
                        && words[slot].length() == length
                        && text.regionMatches(from, words[slot], 0, length))) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private int put(int slot, String word, int hash) {
        int place = slot;
        if (size * 2 >= words.length) {
            grow();
            place = slot(word, 0, word.length(), hash);
        }
        words[place] = word;
        hashes[place] = hash;
        size++;
        letters += word.length();
        return place;
    }

    private void grow() {
        if (words.length == 1 << 30) {
            throw new OutOfMemoryError("word counts: expected less than 2^29 distinct words in memory");
        }
        String[] oldWords = words;
        int[] oldHashes = hashes;
        long[] oldCounts = counts;
        words = new String[oldWords.length * 2];
        hashes = new int[words.length];
        counts = new long[words.length];
        int mask = words.length - 1;
        for (int old = 0; old < oldWords.length; old++) {
            if (oldWords[old] != null) {
                int slot = oldHashes[old] & mask;
                while (words[slot] != null) {
                    slot = (slot + 1) & mask;
                }
                words[slot] = oldWords[old];
                hashes[slot] = oldHashes[old];
                counts[slot] = oldCounts[old];
            }
        }
    }

    void forEach(CountedWords.Visitor visitor) {
        for (int slot = 0; slot < words.length; slot++) {
            if (words[slot] != null) {
                visitor.visit(words[slot], counts[slot]);
            }
        }
    }

    void forEachSorted(CountedWords.Visitor visitor) {
        for (String word : sortedWords()) {
            visitor.visit(word, count(word));
        }
    }

    List<String> sortedWords() {
        List<String> sorted = new ArrayList<>(size);
        forEach((word, count) -> sorted.add(word));
        sorted.sort(null);
        return sorted;
    }

    long count(String word) {
        // An empty slot's count is 0.
        return counts[slot(word, 0, word.length(), mix(word.hashCode()))];
    }

    int size() {
        return size;
    }

    long total() {
        return Arrays.stream(counts).sum();
    }

    long bytes() {
        return BYTES_PER_WORD * size + 2 * letters + 16L * FEWEST_SLOTS;
    }

    void clear() {
        words = new String[FEWEST_SLOTS];
        hashes = new int[FEWEST_SLOTS];
        counts = new long[FEWEST_SLOTS];
        size = 0;
        letters = 0;
    }
}
