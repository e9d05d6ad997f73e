package dev.cloze.tokenizer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.tokenizer.WordRules;
import dev.cloze.tokenizer.WordRules.Cutting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusWeightsTest {
    private static final WordRules RULES = WordRules.of(Cutting.WHITESPACE);

    @TempDir
    Path folder;

    @Test
    void temperatureBringsSharesTogether() {
        // Shares are as the square roots of the sizes: 100 to 10, so 10 words count as 100.
        assertThat(CorpusWeights.byTemperature(new long[] {10_000, 100}, 2)).containsExactly(1, 10);
        assertThat(CorpusWeights.byTemperature(new long[] {10_000, 100}, 1)).containsExactly(1, 1);
        double[] alike = CorpusWeights.byTemperature(new long[] {10_000, 100, 50}, 1e9);
        assertThat(alike[1]).isBetween(99.99, 100.0);
        assertThat(alike[2]).isBetween(199.99, 200.0);
    }

    @Test
    void smallestWeightIsOne() {
        assertThat(CorpusWeights.scaled(0.5, 2, 0.25)).containsExactly(2, 8, 1);
    }

    @Test
    void weightedCountsAreRoundedHalvesUp() throws IOException {
        WordCounts first = new WordCounts(RULES);
        first.add("a a a b c c");
        WordCounts second = new WordCounts(RULES);
        second.add("a d d d");
        try (SpilledWordCounts sum = new SpilledWordCounts(RULES, folder, 1 << 20)) {
            sum.addAll(first, 1);
            sum.addAll(second, 1.5);
            sum.addAll(first, 0.25);
            List<String> counted = new ArrayList<>();
            sum.forEach((word, count) -> counted.add(word + " " + count));
            // a: 3 + 2 (of 1.5) + 1 (of 0.75); b: 1 + 0 (of 0.25); c: 2 + 1 (of 0.5); d: 5 (of 4.5)
            assertThat(counted).containsExactly("a 6", "b 1", "c 3", "d 5");
        }
    }

    @Test
    void badNumbersAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CorpusWeights.byTemperature(new long[] {1}, 0.5))
                .withMessage("temperature: expected 1 or more, got 0.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CorpusWeights.byTemperature(new long[] {0}, 2))
                .withMessage("sizes: expected 1 word or more in each, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CorpusWeights.scaled(1, 0))
                .withMessage("weights: expected numbers above 0, got 0.0");
        assertThatThrownBy(() -> CorpusWeights.weighted(1L << 62, 2)).isInstanceOf(ArithmeticException.class);
    }
}
