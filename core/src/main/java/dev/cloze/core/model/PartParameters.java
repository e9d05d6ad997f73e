package dev.cloze.core.model;

import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.config.InvalidConfigException;
import dev.cloze.core.nn.EncoderModel;
import dev.cloze.core.nn.EncoderModel.Pooling;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.nn.ParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The parameters of a model's parts. */
final class PartParameters {
    /** A parameter goes to the engine through one Java buffer, which holds at most 2^31 - 1 bytes. */
    private static final long LARGEST_TABLE = (1L << 29) - 1;

    private PartParameters() {}

    /** Those of every part that a family has: encoder, pooler, head. */
    static List<ParameterSpec> of(HuggingFaceConfig config) {
        Pooling pooling = config.family().names().has("pooler.dense") ? Pooling.FIRST_TOKEN : Pooling.NONE;
        List<ParameterSpec> specs =
                new ArrayList<>(new EncoderModel(config.encoder(), config.vocabularySize(), pooling).parameters());
        new MaskedLanguageModel(config.encoder(), config.vocabularySize())
                .parameters().stream()
                        .filter(spec -> ModelPart.of(spec.name()) == ModelPart.HEAD)
                        .forEach(specs::add);
        return specs;
    }

    /** Refuses weights that are not those of the parameters. */
    static void require(List<ParameterSpec> specs, Map<String, float[]> weights) {
        for (ParameterSpec spec : specs) {
            float[] data = weights.get(spec.name());
            if (data == null || data.length != spec.count()) {
                throw new IllegalArgumentException("weights: expected " + spec.count() + " numbers for " + spec.name()
                        + ", got " + (data == null ? "none" : data.length));
            }
        }
        if (weights.size() != specs.size()) {
            throw new IllegalArgumentException(
                    "weights: expected " + specs.size() + " parameters, got " + weights.size());
        }
    }

    /** Refuses a vocabulary whose table of vectors is too large for the engine. */
    static void requireVocabulary(EncoderConfig encoder, int vocabularySize) {
        long most = LARGEST_TABLE / encoder.width();
        if (vocabularySize < 1 || vocabularySize > most) {
            throw new InvalidConfigException("vocabularySize", "a number from 1 to " + most, vocabularySize);
        }
    }
}
