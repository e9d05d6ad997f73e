package dev.cloze.corpora.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MinHashTest {
    private static final int PAIRS = 2000;
    private static final MinHash MIN_HASH = new MinHash(NearRule.FINEWEB);

    /**
     * Over many pairs of known similarity the estimate's mean is the similarity, its variance that of independent hash
     * functions, and bands meet as often as the formula says. Small sets are where other families fail.
     */
    @ParameterizedTest
    @CsvSource({"12, 0.5", "60, 0.5", "60, 0.8", "1000, 0.8", "300, 0.9", "100, 0.95"})
    void estimatesAreUnbiasedAndHashFunctionsIndependent(int size, double jaccard) {
        Random random = new Random(size);
        int shared = (int) Math.round(size * jaccard);
        double truth = (double) shared / size;
        double sum = 0;
        double squares = 0;
        int met = 0;
        for (int i = 0; i < PAIRS; i++) {
            long[] first = new long[shared + (size - shared) / 2];
            long[] second = new long[size - first.length + shared];
            for (int j = 0; j < size; j++) {
                long hash = random.nextLong();
                if (j < first.length) {
                    first[j] = hash;
                }
                if (j < shared || j >= first.length) {
                    second[j < shared ? j : j - first.length + shared] = hash;
                }
            }
            int[] firstSignature = MIN_HASH.signature(first);
            int[] secondSignature = MIN_HASH.signature(second);
            double estimate = MinHash.estimate(firstSignature, secondSignature);
            sum += estimate;
            squares += (estimate - truth) * (estimate - truth);
            met += share(MIN_HASH.bandKeys(firstSignature), MIN_HASH.bandKeys(secondSignature)) ? 1 : 0;
        }
        double variance = truth * (1 - truth) / NearRule.FINEWEB.hashes();
        assertThat(sum / PAIRS).isCloseTo(truth, within(4 * Math.sqrt(variance / PAIRS)));
        assertThat(squares / PAIRS / variance).isBetween(0.8, 1.2);
        double meeting = 1 - Math.pow(1 - Math.pow(truth, 8), 14);
        double deviation = Math.sqrt(meeting * (1 - meeting) / PAIRS);
        assertThat((double) met / PAIRS).isCloseTo(meeting, within(4 * deviation + 0.01));
    }

    private static boolean share(long[] first, long[] second) {
        for (int i = 0; i < first.length; i++) {
            if (first[i] == second[i]) {
                return true;
            }
        }
        return false;
    }
}
