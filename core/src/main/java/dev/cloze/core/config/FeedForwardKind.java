package dev.cloze.core.config;

/** The shape of the feed-forward sublayer. */
public enum FeedForwardKind {
    /** {@code W2 f(W1 x)} (Vaswani et al. 2017, section 3.3; Devlin et al. 2019). */
    PLAIN,
    /** {@code W2 (f(W1 x) * W3 x)} (Shazeer 2020; with GELU his GEGLU). */
    GATED
}
