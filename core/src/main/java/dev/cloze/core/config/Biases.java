package dev.cloze.core.config;

/** Whether linear layers and norms of the encoder add a bias. The output bias over the vocabulary stays in both. */
public enum Biases {
    EVERYWHERE,
    NONE
}
