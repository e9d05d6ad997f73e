package dev.cloze.core.model;

/** What a model's folder may hold the weights of. */
public enum ModelPart {
    /** Embeddings and layers. */
    ENCODER,
    /** The head that guesses masked tokens. */
    HEAD,
    /** BERT's dense layer on the first token of a row. */
    POOLER;

    /** The part that a parameter belongs to. */
    static ModelPart of(String parameter) {
        if (parameter.startsWith("head.")) {
            return HEAD;
        }
        return parameter.startsWith("pooler.") ? POOLER : ENCODER;
    }
}
