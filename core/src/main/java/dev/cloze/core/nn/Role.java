package dev.cloze.core.nn;

/** What a parameter is to the model; optimisers treat roles differently. */
public enum Role {
    /** A weight matrix between hidden layers. */
    HIDDEN_MATRIX,
    /** A table of vectors, one for each token or position. */
    EMBEDDING,
    /** The weight of a norm. */
    NORM,
    /** A bias, of a linear layer, a norm or the output. */
    BIAS
}
