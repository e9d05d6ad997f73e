package dev.cloze.trainer.evaluate;

/** Answers about masked tokens, summed up for each token of the vocabulary. */
final class TokenSums {
    private final double[] nats;
    private final long[] asked;
    private final long[] right;

    TokenSums(int vocabularySize) {
        nats = new double[vocabularySize];
        asked = new long[vocabularySize];
        right = new long[vocabularySize];
    }

    void add(int id, double loss, boolean isRight) {
        nats[id] += loss;
        asked[id]++;
        right[id] += isRight ? 1 : 0;
    }

    int size() {
        return asked.length;
    }

    /** The sum of the losses where this token stood. */
    double nats(int id) {
        return nats[id];
    }

    /** How often it was asked for. */
    long asked(int id) {
        return asked[id];
    }

    /** How often the model held it most probable where it stood. */
    long right(int id) {
        return right[id];
    }
}
