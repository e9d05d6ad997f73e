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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WordMaskingTest {
    private static final Path SAMPLES = Path.of("../tokenizer/src/test/resources/dev/cloze/tokenizer");

    /** Byte-level tokens tell less: white space is cut by what follows it. */
    @ParameterizedTest
    @CsvSource({"families/bert, 1", "encode/unigram.json, 1", "families/roberta, 0.995", "families/modernbert, 0.995"})
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

    /** Rows of documents of eight words; three standard deviations of a rate over words that hang together in eights. */
    @ParameterizedTest
    @EnumSource(MaskUnit.class)
    void bernoulliHidesTheRateInShortDocumentsToo(MaskUnit unit) {
        boolean[] special = new boolean[105];
        special[4] = true;
        TokenMasking masking = new TokenMasking(recipe(0.3, unit, MaskCount.BERNOULLI), 4, special, Optional.empty());
        int[] ids =
                IntStream.range(0, 900).map(i -> i % 9 == 8 ? 4 : 5 + i % 100).toArray();
        int rows = 200;
        long hidden = IntStream.range(0, rows)
                .mapToLong(r -> masking.mask(ids, 1, 0, r).places().length)
                .sum();
        double documents = rows * 100.0;
        double deviation = Math.sqrt(0.3 * 0.7 / documents);
        assertThat(hidden / (8 * documents)).isBetween(0.3 - 3 * deviation, 0.3 + 3 * deviation);
    }

    /** A unit longer than what may be hidden is hidden when there is no other. */
    @Test
    void aRowOfOneLongWordHidesIt() throws IOException {
        try (Tokenizer tokenizer = Tokenizer.load(SAMPLES.resolve("families/bert"))) {
            int start = IntStream.range(0, tokenizer.vocabularySize())
                    .filter(id -> !tokenizer.isSpecial(id) && !tokenizer.isContinuation(id))
                    .findFirst()
                    .orElseThrow();
            int rest = IntStream.range(0, tokenizer.vocabularySize())
                    .filter(tokenizer::isContinuation)
                    .findFirst()
                    .orElseThrow();
            int[] ids = {start, rest, rest, rest, rest};
            for (MaskUnit unit : List.of(MaskUnit.WORD, MaskUnit.SPAN)) {
                TokenMasking masking = new TokenMasking(recipe(0.2, unit, MaskCount.EXACT), tokenizer);
                assertThat(masking.mask(ids, 1, 0, 0).places()).containsExactly(0, 1, 2, 3, 4);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(MaskUnit.class)
    void masksAreAFunctionOfSeedEpochAndRow(MaskUnit unit) {
        boolean[] special = new boolean[105];
        special[4] = true;
        int[] ids = IntStream.range(0, 400).map(i -> 5 + i % 100).toArray();
        for (MaskCount count : MaskCount.values()) {
            TokenMasking masking = new TokenMasking(recipe(0.3, unit, count), 4, special, Optional.empty());
            MaskedRow row = masking.mask(ids, 1, 2, 3);
            assertThat(masking.mask(ids, 1, 2, 3)).usingRecursiveComparison().isEqualTo(row);
            assertThat(masking.mask(ids, 2, 2, 3).places()).isNotEqualTo(row.places());
            assertThat(masking.mask(ids, 1, 3, 3).places()).isNotEqualTo(row.places());
            assertThat(masking.mask(ids, 1, 2, 4).places()).isNotEqualTo(row.places());
        }
    }

    /** Of 120,000 hidden tokens a tenth is replaced, each ordinary token as often as any other: chi-squared, 99 degrees, p = 0.001. */
    @ParameterizedTest
    @EnumSource(MaskUnit.class)
    void replacementsAreUniformOverOrdinaryTokens(MaskUnit unit) {
        boolean[] special = new boolean[105];
        IntStream.range(0, 5).forEach(id -> special[id] = true);
        TokenMasking masking = new TokenMasking(recipe(0.3, unit, MaskCount.EXACT), 4, special, Optional.empty());
        int[] ids = new int[400];
        Arrays.fill(ids, 7);
        long[] counts = new long[105];
        long hidden = 0;
        for (int r = 0; r < 1000; r++) {
            MaskedRow row = masking.mask(ids, 1, 0, r);
            hidden += row.places().length;
            IntStream.of(row.places()).forEach(place -> counts[row.ids()[place]]++);
        }
        long replaced = IntStream.range(5, 105)
                .filter(id -> id != 7)
                .mapToLong(id -> counts[id])
                .sum();
        double due = replaced / 99.0;
        double chiSquared = IntStream.range(5, 105)
                .filter(id -> id != 7)
                .mapToDouble(id -> (counts[id] - due) * (counts[id] - due) / due)
                .sum();
        assertThat(replaced / (double) hidden).isBetween(0.095, 0.103);
        assertThat(chiSquared).isLessThan(147);
        assertThat(counts[4] / (double) hidden).isBetween(0.795, 0.805);
        assertThat(IntStream.of(0, 1, 2, 3).mapToLong(id -> counts[id]).sum()).isZero();
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
