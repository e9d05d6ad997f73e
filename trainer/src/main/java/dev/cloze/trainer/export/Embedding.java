package dev.cloze.trainer.export;

/**
 * How token vectors become the vector of a text.
 *
 * @param normalized whether the vector is brought to length 1
 */
record Embedding(Pooling pooling, boolean normalized) {
    /** As sentence-transformers has it: what a vector is divided by at least. */
    private static final double LEAST_LENGTH = 1e-12;

    /** The vector of a text from those of its tokens, all of which are real. */
    float[] of(Row row) {
        double[] sums = new double[row.width()];
        for (int d = 0; d < sums.length; d++) {
            sums[d] = pooled(row, d);
        }
        double length = 0;
        for (double sum : sums) {
            length += sum * sum;
        }
        double divisor = normalized ? Math.max(LEAST_LENGTH, Math.sqrt(length)) : 1;
        float[] vector = new float[sums.length];
        for (int d = 0; d < vector.length; d++) {
            vector[d] = (float) (sums[d] / divisor);
        }
        return vector;
    }

    private double pooled(Row row, int dimension) {
        double sum = 0;
        double largest = Double.NEGATIVE_INFINITY;
        for (int t = 0; t < row.tokens(); t++) {
            double number = row.hidden(t, dimension);
            sum += number;
            largest = Math.max(largest, number);
        }
        return switch (pooling) {
            case MEAN -> sum / row.tokens();
            case CLS -> row.hidden(0, dimension);
            case MAX -> largest;
        };
    }
}
