package dev.cloze.core.config;

/** The non-linear function of the feed-forward layers and of the head (Hendrycks and Gimpel 2016). */
public enum Activation {
    /** {@code x Phi(x)} by the error function. */
    GELU,
    /** The same with the authors' tanh for Phi; off by at most 5e-4. */
    GELU_TANH
}
