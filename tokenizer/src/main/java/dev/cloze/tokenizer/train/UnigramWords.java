package dev.cloze.tokenizer.train;

import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * The distinct words of a text behind each other, as symbols: code points numbered from 1 in their order, so that the
 * order of symbols is that of code points. Behind each word stands the symbol 0, which is no character.
 */
final class UnigramWords {
    static final int END = 0;

    /** About as many numbers as an array can have. */
    private static final int MOST = Integer.MAX_VALUE - 16;

    /** The code point of each symbol; at {@link #END} nothing that counts. */
    final int[] codePoints;

    final int[] symbols;

    /** Where each word begins; one more at the end. */
    final int[] starts;

    final long[] counts;

    /**
     * Spells the words.
     *
     * @throws UsageException if there is no word, or if the words are longer together than an array can be
     * @throws IllegalArgumentException if a word has half a surrogate pair
     */
    UnigramWords(CountedWords words) throws IOException {
        Lengths lengths = new Lengths();
        words.forEach(lengths);
        if (lengths.words == 0) {
            throw new UsageException("vocabulary training", "text with at least one word", "none");
        }
        starts = Arrays.copyOf(lengths.starts, lengths.words + 1);
        counts = Arrays.copyOf(lengths.counts, lengths.words);
        codePoints =
                IntStream.concat(IntStream.of(END), lengths.alphabet.stream()).toArray();
        symbols = new int[starts[lengths.words]];
        words.forEach(new Spelling());
    }

    /** Notes where words will begin, and which characters they have. */
    private static final class Lengths implements CountedWords.Visitor {
        private final BitSet alphabet = new BitSet();
        private int[] starts = new int[1 << 10];
        private long[] counts = new long[1 << 10];
        private int words;

        @Override
        public void visit(String word, long count) {
            if (words + 2 > starts.length) {
                starts = Arrays.copyOf(starts, starts.length + starts.length / 2);
                counts = Arrays.copyOf(counts, starts.length);
            }
            long end = starts[words] + 1L;
            for (int i = 0; i < word.length(); end++) {
                int c = word.codePointAt(i);
                if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                    throw new IllegalArgumentException(
                            "words: expected whole characters, got half a surrogate pair in \"" + word + '"');
                }
                alphabet.set(c);
                i += Character.charCount(c);
            }
            if (end > MOST) {
                throw new UsageException(
                        "vocabulary training", "distinct words of " + MOST + " characters together at most", "more");
            }
            counts[words++] = count;
            starts[words] = (int) end;
        }
    }

    private final class Spelling implements CountedWords.Visitor {
        private final int[] symbolOf = new int[codePoints[codePoints.length - 1] + 1];
        private int at;

        Spelling() {
            for (int symbol = 1; symbol < codePoints.length; symbol++) {
                symbolOf[codePoints[symbol]] = symbol;
            }
        }

        @Override
        public void visit(String word, long count) {
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
