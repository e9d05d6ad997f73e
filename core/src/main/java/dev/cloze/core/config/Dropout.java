package dev.cloze.core.config;

/**
 * The rates of dropout in training, by place. BERT and RoBERTa have 0.1 everywhere but {@code feedForwardInner} (Devlin et
 * al. 2019); ModernBERT has none.
 *
 * @param embeddings after the norm of the embeddings
 * @param attention of the attention probabilities
 * @param attentionOutput of what the attention sublayer adds
 * @param feedForwardInner of the inner layer's result, before its projection back to the model's width
 * @param feedForwardOutput of what the feed-forward sublayer adds
 */
public record Dropout(
        double embeddings,
        double attention,
        double attentionOutput,
        double feedForwardInner,
        double feedForwardOutput) {
    public static final Dropout NONE = new Dropout(0, 0, 0, 0, 0);

    public Dropout {
        rate("embeddings", embeddings);
        rate("attention", attention);
        rate("attentionOutput", attentionOutput);
        rate("feedForwardInner", feedForwardInner);
        rate("feedForwardOutput", feedForwardOutput);
    }

    /** BERT's places at one rate. */
    public static Dropout ofBert(double rate) {
        return new Dropout(rate, rate, rate, 0, rate);
    }

    /** Whether training draws random numbers. */
    public boolean drops() {
        return !equals(NONE);
    }

    private static void rate(String field, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new InvalidConfigException(field, "a rate from 0 to below 1", value);
        }
    }
}
