package dev.cloze.trainer.export;

import java.util.Locale;

/** Who is to read an export. */
public enum Target {
    /** The folder that HuggingFace's transformers reads, with a model card. */
    HF,
    /** The same with the modules that sentence-transformers adds. */
    SENTENCE_TRANSFORMERS,
    /** One {@code model.onnx} with the tokenizer's files. */
    ONNX,
    /** One {@code model.pt} with the tokenizer's files. */
    TORCHSCRIPT,
    /** A model of DJL Serving, which DJL's {@code Criteria} loads too. */
    DJL,
    /** What OpenSearch's ml-commons registers: a zip and its JSON. */
    OPENSEARCH;

    /** As the command line has it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the export says how token vectors become the vector of a text. */
    boolean storesPooling() {
        return switch (this) {
            case SENTENCE_TRANSFORMERS, DJL, OPENSEARCH -> true;
            case HF, ONNX, TORCHSCRIPT -> false;
        };
    }

    /** Whether it needs an architecture that HuggingFace's transformers knows. */
    boolean needsHuggingFace() {
        return this == HF || this == SENTENCE_TRANSFORMERS;
    }
}
