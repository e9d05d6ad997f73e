package dev.cloze.tokenizer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cloze.tokenizer.WordRules;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expectations and best cuts against all ways to cut a word, listed one by one. */
class UnigramLatticeTest {
    private static final int REACH = 4;

    private UnigramWords words;
    private UnigramPieces pieces;
    private UnigramLattice lattice;

    private double sum;
    private double best;
    private double[] expected;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void expectationsAndBestCutsAreThoseOfAllWays(long seed) throws IOException {
        prepare(seed, 40, 12, 1);
        for (int w = 0; w < words.size(); w++) {
            sum = 0;
            best = Double.NEGATIVE_INFINITY;
            expected = new double[pieces.size() + 1];
            list(words.starts[w], words.starts[w] + words.length(w), 0, new int[12], 0);
            for (int i = 0; i < expected.length; i++) {
                expected[i] *= 3 / sum;
            }
            double[] own = new double[pieces.size() + 1];
            double logarithm = lattice.expect(words.symbols, words.starts[w], words.length(w), 3, own);
            assertThat(logarithm).isCloseTo(Math.log(sum), within(1e-9));
            assertThat(own).as("seed %d", seed).containsExactly(expected, within(1e-9));
            assertThat(lattice.cut(words.symbols, words.starts[w], words.length(w), true))
                    .isCloseTo(best, within(1e-9));
        }
    }

    @Test
    void lettersAreAllExpectedInAWordOfAHundredThousand() throws IOException {
        prepare(7, 1, 100_000, 40);
        double[] own = new double[pieces.size() + 1];
        double logarithm = lattice.expect(words.symbols, 0, words.length(0), 1, own);
        double letters = own[pieces.size()];
        for (int i = 0; i < pieces.size(); i++) {
            letters += own[i] * pieces.lengths[i];
        }
        assertThat(letters).isCloseTo(words.length(0), within(1e-4));
        assertThat(logarithm).isGreaterThan(lattice.cut(words.symbols, 0, words.length(0), true));
        assertThat(logarithm).isFinite().isLessThan(-100_000);
    }

    private void prepare(long seed, int number, int longest, int spread) throws IOException {
        Random random = new Random(seed);
        WordCounts counts = new WordCounts(WordRules.of(WordRules.Cutting.WHITESPACE));
        for (int word = 0; word < number; word++) {
            StringBuilder text = new StringBuilder();
            for (int left = number == 1 ? longest : 1 + random.nextInt(longest); left > 0; left--) {
                text.append((char) ('a' + random.nextInt(3)));
            }
            counts.add(text.toString());
        }
        words = new UnigramWords(counts);
        // Some stretches of the words, "a" among them and "b" not: that one is unknown unless it stands in another.
        int[] starts = new int[words.symbols.length];
        int[] lengths = new int[words.symbols.length];
        int size = 0;
        Set<String> seen = new HashSet<>(Set.of("b"));
        for (int i = 0; i < Math.min(words.symbols.length, 400); i++) {
            for (int length = 1; length <= REACH && i + length <= words.symbols.length; length++) {
                boolean isInWord = Arrays.stream(words.symbols, i, i + length).allMatch(s -> s != UnigramWords.END);
                if (isInWord && (length == 1 || random.nextInt(3) == 0) && seen.add(words.text(i, length))) {
                    starts[size] = i;
                    lengths[size++] = length;
                }
            }
        }
        double[] scores = random.doubles(size, -5 * spread, -1).toArray();
        pieces = new UnigramPieces(Arrays.copyOf(starts, size), Arrays.copyOf(lengths, size), scores);
        UnigramTrie trie = new UnigramTrie(words.symbols, pieces);
        lattice = new UnigramLattice(trie, pieces, UnigramLattice.probabilities(pieces), REACH);
    }

    private void list(int from, int to, double score, int[] used, int number) {
        if (from == to) {
            double probability = Math.exp(score);
            sum += probability;
            best = Math.max(best, score);
            for (int i = 0; i < number; i++) {
                expected[used[i]] += probability;
            }
            return;
        }
        boolean isSingle = false;
        for (int piece = 0; piece < pieces.size(); piece++) {
            int length = pieces.lengths[piece];
            if (from + length <= to && words.text(from, length).equals(words.text(pieces.starts[piece], length))) {
                isSingle |= length == 1;
                used[number] = piece;
                list(from + length, to, score + pieces.scores[piece], used, number + 1);
            }
        }
        if (!isSingle) {
            used[number] = pieces.size();
            list(from + 1, to, score + pieces.scores[pieces.size()], used, number + 1);
        }
    }
}
