package dev.cloze.tokenizer.train;

import dev.cloze.tokenizer.UsageException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The distinct words of a text behind each other, as symbols: code points numbered from 1 in their order, so that the
 * order of symbols is that of code points. Behind each word stands the symbol 0, which is no character.
 */
final class UnigramWords {
    static final int END = 0;

    /** The code point of each symbol; at {@link #END} nothing that counts. */
    final int[] codePoints;

    final int[] symbols;

    /** Where each word begins; one more at the end. */
    final int[] starts;

    final long[] counts;

    /**
     * Spells the words.
     *
     * @param words each once, in any order: the order is kept
     * @throws IllegalArgumentException if a word has half a surrogate pair or is empty, or if a count is below 1
     */
    UnigramWords(List<String> words, ToLongFunction<String> countOf) {
        starts = new int[words.size() + 1];
        counts = new long[words.size()];
        BitSet alphabet = new BitSet();
        long total = 0;
        for (int w = 0; w < counts.length; w++) {
            String word = words.get(w);
            counts[w] = countOf.applyAsLong(word);
            starts[w] = (int) Math.min(total, Integer.MAX_VALUE);
            total += check(word, counts[w], alphabet) + 1;
        }
        if (total > Integer.MAX_VALUE - 8) {
            throw new UsageException(
                    "vocabulary training",
                    "distinct words of fewer than 2,147,483,639 characters together",
                    "" + total);
        }
        starts[counts.length] = (int) total;
        codePoints = new int[alphabet.cardinality() + 1];
        int next = 1;
        for (int c = alphabet.nextSetBit(0); c >= 0; c = alphabet.nextSetBit(c + 1)) {
            codePoints[next++] = c;
        }
        symbols = new int[(int) total];
        spell(words);
    }

    private static long check(String word, long count, BitSet alphabet) {
        if (word.isEmpty() || count < 1) {
            throw new IllegalArgumentException(
                    "words: expected none empty and counts of 1 or more, got \"" + word + "\" " + count + " times");
        }
        int length = 0;
        for (int i = 0; i < word.length(); length++) {
            int c = word.codePointAt(i);
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                throw new IllegalArgumentException(
                        "words: expected whole characters, got half a surrogate pair in \"" + word + '"');
            }
            alphabet.set(c);
            i += Character.charCount(c);
        }
        return length;
    }

    private void spell(List<String> words) {
        int[] symbolOf = new int[codePoints[codePoints.length - 1] + 1];
        for (int symbol = 1; symbol < codePoints.length; symbol++) {
            symbolOf[codePoints[symbol]] = symbol;
        }
        int at = 0;
        for (String word : words) {
            for (int i = 0; i < word.length(); at++) {
                int c = word.codePointAt(i);
                symbols[at] = symbolOf[c];
                i += Character.charCount(c);
            }
            symbols[at++] = END;
        }
    }

    int size() {
        return counts.length;
    }

    int length(int word) {
        return starts[word + 1] - starts[word] - 1;
    }

    /** Number of different characters. */
    int characters() {
        return codePoints.length - 1;
    }

    /** How often each symbol occurs, each word as often as it was counted. */
    long[] symbolCounts() {
        long[] occurrences = new long[codePoints.length];
        for (int w = 0; w < counts.length; w++) {
            for (int i = starts[w]; symbols[i] != END; i++) {
                occurrences[symbols[i]] = Math.addExact(occurrences[symbols[i]], counts[w]);
            }
        }
        return occurrences;
    }

    /** Cuts the words into consecutive parts of about the same number of characters; the same ones each time. */
    int[] parts(int parts) {
        int[] cuts = new int[parts + 1];
        for (int part = 1; part <= parts; part++) {
            int place = Arrays.binarySearch(starts, (int) ((long) symbols.length * part / parts));
            cuts[part] = Math.min(place < 0 ? -place - 1 : place, counts.length);
        }
        cuts[parts] = counts.length;
        return cuts;
    }

    String text(int start, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = start; i < start + length; i++) {
            text.appendCodePoint(codePoints[symbols[i]]);
        }
        return text.toString();
    }
}
