package dev.cloze.core.config;

/** Where a layer's normalisation stands. */
public enum NormPlacement {
    /** Before each sublayer, with one more after the last layer (Xiong et al. 2020). */
    PRE,
    /** As {@link #PRE}, but the first attention has none: the embeddings' norm stands right before it (Warner et al. 2024). */
    PRE_BUT_FIRST,
    /** After each residual sum, as in the first Transformer and BERT (Vaswani et al. 2017, section 3.1). */
    POST
}
