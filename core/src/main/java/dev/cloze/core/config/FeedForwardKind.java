package dev.cloze.core.config;

/** The shape of the feed-forward sublayer. */
public enum FeedForwardKind {
    /** {@code W2 gelu(W1 x)} (Devlin et al. 2019); GELU by the error function (Hendrycks and Gimpel 2016). */
    GELU,
    /** {@code W2 (gelu(W1 x) * W3 x)} (Shazeer 2020, GEGLU). */
    GEGLU
}
