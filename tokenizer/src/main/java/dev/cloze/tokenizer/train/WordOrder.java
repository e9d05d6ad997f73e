package dev.cloze.tokenizer.train;

import java.nio.CharBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Sorting of words by the order of {@link String#compareTo}, two letters at a time: the next two letters and the number
 * of a word fit into one {@code long}, and these are sorted; words with the same two letters are sorted by the next.
 */
final class WordOrder {
    private static final int NUMBER_BITS = 29;
    private static final int LETTER_BITS = 17;

    /** Most words that can be sorted. */
    static final int MOST_WORDS = 1 << NUMBER_BITS;

    /** Words with more letters in common are compared one by one: stretches within stretches take stack. */
    private static final int DEEPEST = 512;

    private final char[] letters;
    private final int[] starts;
    private final long[] keys;

    private WordOrder(char[] letters, int[] starts, int size) {
        this.letters = letters;
        this.starts = starts;
        keys = new long[size];
    }

    /**
     * The numbers of the words in the order of the words.
     *
     * @param starts where each word begins among the letters, and where the last one ends
     */
    static int[] of(char[] letters, int[] starts, int size) {
        WordOrder order = new WordOrder(letters, starts, size);
        for (int word = 0; word < size; word++) {
            order.keys[word] = word;
        }
        order.sort(0, size, 0);
        int[] numbers = new int[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = order.number(i);
        }
        return numbers;
    }

    private int number(int place) {
        return (int) (keys[place] & (MOST_WORDS - 1));
    }

    private void sort(int from, int to, int depth) {
        if (to - from < 2) {
            return;
        }
        if (depth >= DEEPEST) {
            compareOneByOne(from, to, depth);
            return;
        }
        for (int i = from; i < to; i++) {
            int word = number(i);
            keys[i] = (letter(word, depth) << LETTER_BITS | letter(word, depth + 1)) << NUMBER_BITS | word;
        }
        Arrays.sort(keys, from, to);
        for (int first = from; first < to; ) {
            int last = first + 1;
            while (last < to && keys[last] >>> NUMBER_BITS == keys[first] >>> NUMBER_BITS) {
                last++;
            }
            sort(first, last, depth + 2);
            first = last;
        }
    }

    /** A letter of a word and 1; 0 behind its end. */
    private long letter(int word, int depth) {
        return depth < starts[word + 1] - starts[word] ? letters[starts[word] + depth] + 1L : 0;
    }

    private void compareOneByOne(int from, int to, int depth) {
        int[] sorted = IntStream.range(from, to)
                .map(this::number)
                .boxed()
                .sorted(Comparator.comparing(word -> rest(word, depth)))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int i = from; i < to; i++) {
            keys[i] = sorted[i - from];
        }
    }

    private CharBuffer rest(int word, int depth) {
        // Two letters beyond the end are the same as none.
        int start = Math.min(starts[word] + depth, starts[word + 1]);
        return CharBuffer.wrap(letters, start, starts[word + 1] - start);
    }
}
