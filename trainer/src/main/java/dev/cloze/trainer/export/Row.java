package dev.cloze.trainer.export;

import java.util.Optional;

/** One text and what the model's own forward pass makes of it: vectors of its tokens, and scores with a head. */
final class Row {
    private final long[] ids;
    private final float[] hidden_TD;
    private final Optional<float[]> logits_TV;

    Row(long[] ids, float[] hidden_TD, Optional<float[]> logits_TV) {
        this.ids = ids;
        this.hidden_TD = hidden_TD;
        this.logits_TV = logits_TV;
    }

    int tokens() {
        return ids.length;
    }

    int width() {
        return hidden_TD.length / ids.length;
    }

    long[] ids() {
        return ids;
    }

    long id(int place) {
        return ids[place];
    }

    float hidden(int place, int dimension) {
        return hidden_TD[place * width() + dimension];
    }

    /** Row-major, a vector for each token. */
    float[] hidden_TD() {
        return hidden_TD;
    }

    /** Row-major, the vocabulary's scores for each token. */
    float[] logits_TV() {
        return logits_TV.orElseThrow();
    }
}
