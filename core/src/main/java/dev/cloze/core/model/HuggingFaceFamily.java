package dev.cloze.core.model;

import dev.cloze.core.config.Activation;
import dev.cloze.core.config.Dropout;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.config.NormPlacement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A kind of model that HuggingFace's transformers knows by its {@code model_type}. */
public enum HuggingFaceFamily {
    /** Devlin et al. 2019. */
    BERT("Bert"),
    /** Liu et al. 2019: BERT's encoder, whose positions count from the padding's id plus one. */
    ROBERTA("Roberta"),
    /** Warner et al. 2024. */
    MODERNBERT("ModernBert");

    private final String className;

    HuggingFaceFamily(String className) {
        this.className = className;
    }

    /**
     * The family that is nearest to an encoder: ModernBERT for norms before the sublayers, RoBERTa for norms behind them
     * and one token type, else BERT. Whether it can say every field of the encoder shows when it is written.
     */
    public static HuggingFaceFamily of(EncoderConfig encoder) {
        if (encoder.norm() != NormPlacement.POST) {
            return MODERNBERT;
        }
        return encoder.tokenTypes() == 1 && encoder.activation() == Activation.GELU ? ROBERTA : BERT;
    }

    /**
     * The fields of an encoder that the family has no counterpart for, as a person reads them; none if it can be written.
     * Rates of dropout are not among them.
     */
    public List<String> lacks(EncoderConfig encoder) {
        return HuggingFaceConfigWriter.faults(this, encoder);
    }

    /**
     * The rates of dropout that {@code config.json} cannot say, as a person reads them: who trains the written model further
     * with other tools sets them himself. Nothing that the model computes depends on them.
     */
    public List<String> unwritten(Dropout dropout) {
        return HuggingFaceConfigWriter.unwritten(this, dropout);
    }

    static Optional<HuggingFaceFamily> ofModelType(Object name) {
        return Stream.of(values())
                .filter(family -> family.modelType().equals(name))
                .findFirst();
    }

    /** As {@code config.json} has it. */
    public String modelType() {
        return name().toLowerCase(Locale.ROOT);
    }

    HuggingFaceNames names() {
        return switch (this) {
            case BERT -> HuggingFaceNames.BERT;
            case ROBERTA -> HuggingFaceNames.ROBERTA;
            case MODERNBERT -> HuggingFaceNames.MODERNBERT;
        };
    }

    /** The Python class that reads the parts. */
    String architecture(boolean head) {
        return className + (head ? "ForMaskedLM" : "Model");
    }
}
