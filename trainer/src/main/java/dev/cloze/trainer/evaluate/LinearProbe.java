package dev.cloze.trainer.evaluate;

import dev.cloze.core.inference.TextEmbedder;
import dev.cloze.trainer.objective.SplitMix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What a linear classifier reads from a frozen model (Alain and Bengio 2016): logistic regression on the means of texts'
 * token vectors, each dimension brought to mean 0 and deviation 1 by the training part, with C = 1. Every text is classified
 * once, by a classifier that has not seen it: folds have nearly the same mix of labels, and the seed alone shuffles them.
 *
 * @param texts how many were classified
 * @param labels how many labels there are
 * @param folds into how many parts the texts were cut
 * @param accuracy share of the texts whose label was found
 * @param low where the 95 % interval of the accuracy begins (Wilson 1927): as if the folds' classifiers were one
 * @param high where it ends
 * @param majorityLabel the most frequent label
 * @param majority its share, which a classifier reaches that has learnt nothing
 */
public record LinearProbe(
        int texts,
        int labels,
        int folds,
        double accuracy,
        double low,
        double high,
        String majorityLabel,
        double majority) {
    private static final double STRENGTH = 1;
    private static final double TOLERANCE = 1e-6;

    /** Standard deviations that 95 % of a normal distribution lie within. */
    private static final double Z = 1.959963984540054;

    /**
     * Probes a model.
     *
     * @param embedder gives means of token vectors, their lengths as they are
     * @param folds 2 or more
     */
    public static LinearProbe of(TextEmbedder embedder, LabelledTexts labelled, int folds, long seed) {
        if (folds < 2) {
            throw new IllegalArgumentException("folds: expected 2 or more, got " + folds);
        }
        float[][] vectors = embedder.embed(labelled.texts());
        double[][] features = Arrays.stream(vectors)
                .map(vector -> IntStream.range(0, vector.length)
                        .mapToDouble(i -> vector[i])
                        .toArray())
                .toArray(double[][]::new);
        List<String> names = labelled.names();
        int[] classes = labelled.labels().stream().mapToInt(names::indexOf).toArray();
        int[] foldOf = folds(classes, names.size(), folds, seed);
        long right = IntStream.range(0, folds)
                .mapToLong(fold -> right(features, classes, names.size(), foldOf, fold))
                .sum();
        int[] sizes = new int[names.size()];
        Arrays.stream(classes).forEach(label -> sizes[label]++);
        int most = IntStream.range(0, sizes.length).reduce(0, (a, b) -> sizes[b] > sizes[a] ? b : a);
        int texts = classes.length;
        double accuracy = (double) right / texts;
        double centre = (accuracy + Z * Z / (2 * texts)) / (1 + Z * Z / texts);
        double reach =
                Z * Math.sqrt(accuracy * (1 - accuracy) / texts + Z * Z / (4.0 * texts * texts)) / (1 + Z * Z / texts);
        return new LinearProbe(
                texts,
                names.size(),
                folds,
                accuracy,
                Math.max(0, centre - reach),
                Math.min(1, centre + reach),
                names.get(most),
                (double) sizes[most] / texts);
    }

    /** Deals the shuffled texts of one label after another to the folds in turn. */
    static int[] folds(int[] classes, int labels, int folds, long seed) {
        int[] foldOf = new int[classes.length];
        int dealt = 0;
        for (int label = 0; label < labels; label++) {
            List<Integer> members = new ArrayList<>();
            for (int i = 0; i < classes.length; i++) {
                if (classes[i] == label) {
                    members.add(i);
                }
            }
            Collections.shuffle(members, new Random(SplitMix.seed(seed, label)));
            for (int member : members) {
                foldOf[member] = dealt++ % folds;
            }
        }
        return foldOf;
    }

    private static long right(double[][] features, int[] classes, int labels, int[] foldOf, int fold) {
        int[] known =
                IntStream.range(0, foldOf.length).filter(i -> foldOf[i] != fold).toArray();
        int[] asked =
                IntStream.range(0, foldOf.length).filter(i -> foldOf[i] == fold).toArray();
        if (asked.length == 0) {
            return 0;
        }
        Standard standard = Standard.of(pick(features, known));
        LogisticRegression classifier = LogisticRegression.fit(
                standard.apply(pick(features, known)),
                Arrays.stream(known).map(i -> classes[i]).toArray(),
                labels,
                STRENGTH,
                TOLERANCE);
        return Arrays.stream(asked)
                .filter(i -> classifier.predict(standard.apply(features[i])) == classes[i])
                .count();
    }

    private static double[][] pick(double[][] rows, int... which) {
        return Arrays.stream(which).mapToObj(i -> rows[i]).toArray(double[][]::new);
    }

    /** Brings each dimension to mean 0 and deviation 1; one that never changes only to 0. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Standard(double[] means, double[] deviations) {
        static Standard of(double[]... rows) {
            int width = rows[0].length;
            double[] means = new double[width];
            double[] deviations = new double[width];
            for (int i = 0; i < width; i++) {
                int column = i;
                double mean = Arrays.stream(rows)
                        .mapToDouble(row -> row[column])
                        .average()
                        .orElseThrow();
                double variance = Arrays.stream(rows)
                        .mapToDouble(row -> (row[column] - mean) * (row[column] - mean))
                        .average()
                        .orElseThrow();
                means[i] = mean;
                deviations[i] = variance > 0 ? Math.sqrt(variance) : 1;
            }
            return new Standard(means, deviations);
        }

        double[] apply(double... row) {
            return IntStream.range(0, row.length)
                    .mapToDouble(i -> (row[i] - means[i]) / deviations[i])
                    .toArray();
        }

        double[][] apply(double[]... rows) {
            return Arrays.stream(rows).map(row -> apply(row)).toArray(double[][]::new);
        }
    }
}
