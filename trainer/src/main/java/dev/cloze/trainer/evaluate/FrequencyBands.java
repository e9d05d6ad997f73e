package dev.cloze.trainer.evaluate;

import dev.cloze.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The vocabulary in four bands by how often a token stands in the training text. Ordered by frequency, the most frequent
 * first, tokens belong to the band of the quarter of that text in which their own part of it begins: the first band has
 * the few tokens that make up the first quarter, the last band all the rare ones, those never seen among them. Each quarter
 * of the text asks for about as many tokens, so the bands' scores are equally sure. Special tokens belong to none.
 */
public final class FrequencyBands {
    /** How many bands there are. */
    static final int COUNT = 4;

    private static final int NONE = COUNT;

    private final int[] bandOf;
    private final int[] sizes = new int[COUNT + 1];

    /** The bands of a vocabulary. */
    public FrequencyBands(TokenCounts counts, Tokenizer tokenizer) {
        long[] of = counts.counts();
        bandOf = new int[of.length];
        List<Integer> ordinary = IntStream.range(0, of.length)
                .filter(id -> !tokenizer.isSpecial(id))
                .boxed()
                .sorted(Comparator.comparingLong((Integer id) -> of[id])
                        .reversed()
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
        Arrays.fill(bandOf, NONE);
        long total = Math.max(1, ordinary.stream().mapToLong(id -> of[id]).sum());
        long before = 0;
        for (int id : ordinary) {
            bandOf[id] = (int) Math.min(COUNT - 1L, COUNT * before / total);
            before += of[id];
        }
        for (int band : bandOf) {
            sizes[band]++;
        }
    }

    /**
     * A band's part of a score.
     *
     * @param band 1 has the most frequent tokens
     * @param tokens tokens of the vocabulary in it
     * @param masked how many of them were asked for
     * @param loss mean loss of these in nats; absent if there are none
     * @param accuracy share of these that the model answers; absent if there are none
     */
    public record BandScore(int band, int tokens, long masked, Double loss, Double accuracy) {}

    List<BandScore> scores(TokenSums sums) {
        double[] nats = new double[COUNT + 1];
        long[] asked = new long[COUNT + 1];
        long[] right = new long[COUNT + 1];
        for (int id = 0; id < Math.min(sums.size(), bandOf.length); id++) {
            nats[bandOf[id]] += sums.nats(id);
            asked[bandOf[id]] += sums.asked(id);
            right[bandOf[id]] += sums.right(id);
        }
        return IntStream.range(0, COUNT)
                .mapToObj(band -> new BandScore(
                        band + 1,
                        sizes[band],
                        asked[band],
                        asked[band] == 0 ? null : nats[band] / asked[band],
                        asked[band] == 0 ? null : (double) right[band] / asked[band]))
                .toList();
    }
}
