package dev.cloze.trainer.objective;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.tokenizer.Encoding;
import dev.cloze.tokenizer.Tokenizer;
import dev.cloze.trainer.recipe.MaskCount;
import dev.cloze.trainer.recipe.MaskUnit;
import dev.cloze.trainer.recipe.MaskingRecipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WordMaskingTest {
    private static final Path SAMPLES = Path.of("../tokenizer/src/test/resources/dev/cloze/tokenizer");

    /** Byte-level tokens tell less: the bytes of punctuation outside ASCII look like those of letters. */
    @ParameterizedTest
    @CsvSource({"families/bert, 1", "encode/unigram.json, 1", "families/roberta, 0.98"})
    void wordsFoundFromIdsAreThoseOfTheEncoder(String file, double agreement) throws IOException {
        int places = 0;
        int same = 0;
        try (Tokenizer tokenizer = Tokenizer.load(SAMPLES.resolve(file))) {
            WordStarts words = WordStarts.of(tokenizer);
            for (String line : Files.readAllLines(Path.of("../README.md"))) {
                Encoding row = tokenizer.bulk().encodeWithPlaces(line);
                for (int i = 1; i < row.size(); i++) {
                    int before = row.ids()[i - 1];
                    int id = row.ids()[i];
                    if (!tokenizer.isSpecial(before) && !tokenizer.isSpecial(id)) {
                        places++;
                        boolean begins = row.wordIds()[i] != row.wordIds()[i - 1];
                        same += words.between(before, id) == begins ? 1 : 0;
                    }
                }
            }
        }
        assertThat(places).isGreaterThan(1000);
        assertThat((double) same / places).isBetween(agreement, 1.0);
    }

    @ParameterizedTest
    @EnumSource(MaskUnit.class)
    void wordsAreHiddenWholeAndNeverMoreThanTheBudget(MaskUnit unit) throws IOException {
        try (Tokenizer tokenizer = Tokenizer.load(SAMPLES.resolve("families/bert"))) {
            WordStarts words = WordStarts.of(tokenizer);
            Random random = new Random(4);
            for (int r = 0; r < 500; r++) {
                int[] ids = random.ints(64, 0, tokenizer.vocabularySize()).toArray();
                int ordinary = (int)
                        IntStream.of(ids).filter(id -> !tokenizer.isSpecial(id)).count();
                for (MaskCount count : MaskCount.values()) {
                    MaskedRow row = new TokenMasking(recipe(0.3, unit, count), tokenizer).mask(ids, 1, 0, r);
                    boolean[] hidden = new boolean[ids.length];
                    for (int place : row.places()) {
                        hidden[place] = true;
                        assertThat(tokenizer.isSpecial(ids[place])).isFalse();
                    }
                    assertThat(row.places()).isNotEmpty().isSorted().doesNotHaveDuplicates();
                    for (int i = 1; unit != MaskUnit.TOKEN && i < ids.length; i++) {
                        if (!tokenizer.isSpecial(ids[i])
                                && !tokenizer.isSpecial(ids[i - 1])
                                && !words.between(ids[i - 1], ids[i])) {
                            assertThat(hidden[i]).isEqualTo(hidden[i - 1]);
                        }
                    }
                    if (count == MaskCount.EXACT
                            && RowWords.of(ids, new boolean[tokenizer.vocabularySize()], Optional.of(words))
                                            .size()
                                    > 32) {
                        assertThat(row.places().length).isLessThanOrEqualTo((int) Math.round(0.3 * ordinary));
                    }
                }
            }
        }
    }

    /** Shares of Geo(0.2) among 1 to 10; five standard deviations. */
    @Test
    void spansAreGeometricUpToTen() {
        int draws = 100_000;
        int[] counts = new int[11];
        SplitMix random = SplitMix.of(7);
        IntStream.range(0, draws).forEach(i -> counts[TokenMasking.spanLength(random)]++);
        for (int length = 1; length <= 10; length++) {
            double share = 0.2 * Math.pow(0.8, length - 1) / (1 - Math.pow(0.8, 10));
            double deviation = Math.sqrt(draws * share * (1 - share));
            assertThat((double) counts[length]).isBetween(draws * share - 5 * deviation, draws * share + 5 * deviation);
        }
    }

    @ParameterizedTest
    @EnumSource(MaskUnit.class)
    void bernoulliHidesTheRateOnAverage(MaskUnit unit) {
        boolean[] special = new boolean[105];
        special[4] = true;
        TokenMasking masking = new TokenMasking(recipe(0.3, unit, MaskCount.BERNOULLI), 4, special, Optional.empty());
        int[] ids = IntStream.range(0, 2000).map(i -> 5 + i % 100).toArray();
        long hidden = IntStream.range(0, 200)
                .mapToLong(r -> masking.mask(ids, 1, 0, r).places().length)
                .sum();
        assertThat(hidden / 400_000.0).isBetween(0.29, 0.31);
    }

    @Test
    void theRateFollowsTheRun() {
        boolean[] special = new boolean[105];
        MaskingRecipe falling = new MaskingRecipe(
                0.3, 0.8, 0.1, Optional.empty(), Optional.empty(), Optional.of(0.1), Optional.empty());
        TokenMasking masking = new TokenMasking(falling, 4, special, Optional.empty());
        int[] ids = IntStream.range(0, 100).toArray();
        assertThat(masking.mask(ids, 1, 0, 0, 0).places()).hasSize(30);
        assertThat(masking.mask(ids, 1, 0, 0, 0.5).places()).hasSize(20);
        assertThat(masking.mask(ids, 1, 0, 0, 1).places()).hasSize(10);
    }

    private static MaskingRecipe recipe(double rate, MaskUnit unit, MaskCount count) {
        return new MaskingRecipe(
                rate, 0.8, 0.1, Optional.of(unit), Optional.of(count), Optional.empty(), Optional.empty());
    }
}
