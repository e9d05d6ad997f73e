package dev.cloze.trainer.objective;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.trainer.recipe.MaskingRecipe;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenMaskingTest {
    private static final int VOCABULARY = 105;
    private static final int SPECIAL = 5;
    private static final int MASK = 4;
    private static final MaskingRecipe BERT = new MaskingRecipe(0.15, 0.8, 0.1);

    /** Bounds are five standard deviations of the binomial, n = 15,000: a right share fails once in a million. */
    @Test
    void eightyTenTenOverAHundredThousandTokens() {
        int masks = 0;
        int kept = 0;
        int replaced = 0;
        int[] replacements = new int[VOCABULARY];
        for (int row = 0; row < 1000; row++) {
            int[] ids = ordinary(100, row);
            MaskedRow masked = masking(BERT).mask(ids, 1, 0, row);
            assertThat(masked.places()).hasSize(15);
            for (int place : masked.places()) {
                int id = masked.ids()[place];
                if (id == MASK) {
                    masks++;
                } else if (id == ids[place]) {
                    kept++;
                } else {
                    replaced++;
                    replacements[id]++;
                }
            }
        }
        int all = masks + kept + replaced;
        assertThat(all).isEqualTo(15_000);
        // One random token in a hundred is the token that stood there.
        assertShare(masks, all, 0.8);
        assertShare(replaced, all, 0.1 * 0.99);
        assertShare(kept, all, 0.1 + 0.1 * 0.01);
        assertUniform(replacements, replaced);
    }

    private static void assertShare(int count, int all, double share) {
        double deviation = Math.sqrt(all * share * (1 - share));
        assertThat((double) count).isBetween(all * share - 5 * deviation, all * share + 5 * deviation);
    }

    /** Chi-square with 99 degrees of freedom exceeds 167 once in 20,000. */
    private static void assertUniform(int[] counts, int all) {
        assertThat(Arrays.stream(counts, 0, SPECIAL)).containsOnly(0);
        double expected = (double) all / (VOCABULARY - SPECIAL);
        double chiSquare = Arrays.stream(counts, SPECIAL, VOCABULARY)
                .mapToDouble(count -> (count - expected) * (count - expected) / expected)
                .sum();
        assertThat(chiSquare).isLessThan(167);
    }

    @Test
    void everyPlaceIsChosenEquallyOften() {
        int[] counts = new int[20];
        for (int row = 0; row < 20_000; row++) {
            for (int place : masking(BERT).mask(ordinary(20, 0), 1, 0, row).places()) {
                counts[place]++;
            }
        }
        Arrays.stream(counts).forEach(count -> assertShare(count, 20_000, 0.15));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 1", "9, 1", "10, 2", "13, 2", "17, 3", "64, 10", "100, 15"})
    void theRoundedShareIsHiddenAndOneAtLeast(int tokens, int hidden) {
        MaskedRow row = masking(BERT).mask(ordinary(tokens, 3), 1, 0, 0);
        assertThat(row.places()).hasSize(hidden);
        assertThat(row.places()).isSorted().doesNotHaveDuplicates();
        assertThat(row.labels()).hasSize(hidden);
    }

    @Test
    void specialTokensAreNeitherHiddenNorPutIn() {
        Random random = new Random(2);
        for (int row = 0; row < 500; row++) {
            int[] ids = random.ints(64, 0, VOCABULARY).toArray();
            MaskedRow masked = masking(new MaskingRecipe(0.5, 0.1, 0.8)).mask(ids, 1, 0, row);
            long ordinary = Arrays.stream(ids).filter(id -> id >= SPECIAL).count();
            assertThat(masked.places()).hasSize((int) Math.round(0.5 * ordinary));
            for (int i = 0; i < masked.places().length; i++) {
                int place = masked.places()[i];
                assertThat(ids[place]).isGreaterThanOrEqualTo(SPECIAL);
                assertThat(masked.labels()[i]).isEqualTo(ids[place]);
                assertThat(masked.ids()[place] == MASK || masked.ids()[place] >= SPECIAL)
                        .isTrue();
            }
            for (int place = 0; place < ids.length; place++) {
                if (Arrays.binarySearch(masked.places(), place) < 0) {
                    assertThat(masked.ids()[place]).isEqualTo(ids[place]);
                }
            }
        }
    }

    @Test
    void aRowOfSpecialTokensStaysAsItIs() {
        int[] ids = {2, 1, 3, 2, 3};
        MaskedRow row = masking(BERT).mask(ids, 1, 0, 0);
        assertThat(row.ids()).isEqualTo(ids);
        assertThat(row.places()).isEmpty();
        assertThat(row.labels()).isEmpty();
    }

    @Test
    void masksDependOnSeedEpochAndRowAndOnNothingElse() {
        int[] ids = ordinary(64, 1);
        MaskedRow row = masking(BERT).mask(ids, 1, 2, 3);
        masking(BERT).mask(ordinary(64, 9), 9, 9, 9);
        assertThat(masking(BERT).mask(ids, 1, 2, 3)).usingRecursiveComparison().isEqualTo(row);
        assertThat(ids).isEqualTo(ordinary(64, 1));
        assertThat(masking(BERT).mask(ids, 2, 2, 3).places()).isNotEqualTo(row.places());
        assertThat(masking(BERT).mask(ids, 1, 3, 3).places()).isNotEqualTo(row.places());
        assertThat(masking(BERT).mask(ids, 1, 2, 4).places()).isNotEqualTo(row.places());
    }

    private static TokenMasking masking(MaskingRecipe recipe) {
        boolean[] special = new boolean[VOCABULARY];
        Arrays.fill(special, 0, SPECIAL, true);
        return new TokenMasking(recipe, MASK, special, java.util.Optional.empty());
    }

    private static int[] ordinary(int count, int from) {
        return IntStream.range(0, count)
                .map(i -> SPECIAL + (from + 7 * i) % (VOCABULARY - SPECIAL))
                .toArray();
    }
}
