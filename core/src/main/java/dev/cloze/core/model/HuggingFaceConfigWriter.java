package dev.cloze.core.model;

import dev.cloze.core.config.Activation;
import dev.cloze.core.config.Biases;
import dev.cloze.core.config.Dropout;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.config.FeedForwardKind;
import dev.cloze.core.config.NormPlacement;
import dev.cloze.core.config.Positions;
import dev.cloze.tokenizer.SpecialTokens;
import dev.cloze.tokenizer.UsageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Makes HuggingFace's {@code config.json}. */
final class HuggingFaceConfigWriter {
    private HuggingFaceConfigWriter() {}

    /**
     * The fields as transformers writes them, in its order.
     *
     * @param head whether the weights have one
     * @throws UsageException if the family has no field for something of the encoder, all of which its message names
     */
    static Map<String, Object> fields(HuggingFaceConfig config, boolean head, SpecialTokens special) {
        requireFamily(config.family(), config.encoder());
        HuggingFaceFamily family = config.family();
        EncoderConfig encoder = config.encoder();
        Map<String, Object> fields = new TreeMap<>(Map.of(
                "architectures", List.of(family.architecture(head)),
                "model_type", family.modelType(),
                "dtype", "float32",
                "tie_word_embeddings", true,
                "vocab_size", config.vocabularySize(),
                "num_hidden_layers", encoder.layers(),
                "hidden_size", encoder.width(),
                "num_attention_heads", encoder.heads(),
                "intermediate_size", encoder.feedForwardWidth(),
                "max_position_embeddings", encoder.maxPositions() + config.firstPosition()));
        fields.put("initializer_range", encoder.initialDeviation());
        fields.put("pad_token_id", special.padding());
        fields.put("bos_token_id", special.start());
        fields.put("eos_token_id", special.end());
        String activation =
                switch (encoder.activation()) {
                    case GELU -> "gelu";
                    case GELU_TANH -> "gelu_pytorch_tanh";
                };
        if (family == HuggingFaceFamily.MODERNBERT) {
            boolean biases = encoder.biases() == Biases.EVERYWHERE;
            fields.put("cls_token_id", special.start());
            fields.put("sep_token_id", special.end());
            fields.put("hidden_activation", activation);
            fields.put("classifier_activation", activation);
            List.of("norm_bias", "attention_bias", "mlp_bias", "classifier_bias")
                    .forEach(field -> fields.put(field, biases));
            fields.put("decoder_bias", true);
            fields.put("norm_eps", encoder.normEpsilon());
            fields.put("embedding_dropout", encoder.dropout().embeddings());
            fields.put("attention_dropout", encoder.dropout().attention());
            fields.put("mlp_dropout", encoder.dropout().feedForwardInner());
            fields.putAll(new ModernBertLayers(
                            encoder.globalEvery(),
                            encoder.localWindow(),
                            encoder.rotaryTheta(),
                            encoder.localRotaryTheta())
                    .write(encoder.layers()));
        } else {
            fields.put("position_embedding_type", "absolute");
            fields.put("hidden_act", activation);
            fields.put("type_vocab_size", encoder.tokenTypes());
            fields.put("layer_norm_eps", encoder.normEpsilon());
            fields.put("hidden_dropout_prob", encoder.dropout().embeddings());
            fields.put("attention_probs_dropout_prob", encoder.dropout().attention());
        }
        return fields;
    }

    private static void requireFamily(HuggingFaceFamily family, EncoderConfig encoder) {
        List<String> faults = faults(family, encoder);
        if (!faults.isEmpty()) {
            throw new UsageException(
                    "encoder",
                    "fields that HuggingFace's " + family.modelType() + " has a counterpart for",
                    String.join(", ", faults));
        }
    }

    /** A family fixes what the others choose: the fields that it has otherwise. Dropout is none of what a model computes. */
    static List<String> faults(HuggingFaceFamily family, EncoderConfig encoder) {
        List<String> faults = new ArrayList<>();
        if (family == HuggingFaceFamily.MODERNBERT) {
            requireField(faults, "norm", encoder.norm(), NormPlacement.PRE_BUT_FIRST);
            requireField(faults, "positions", encoder.positions(), Positions.ROTARY);
            requireField(faults, "feedForward", encoder.feedForward(), FeedForwardKind.GATED);
            requireField(faults, "tokenTypes", encoder.tokenTypes(), 0);
        } else {
            requireField(faults, "norm", encoder.norm(), NormPlacement.POST);
            requireField(faults, "positions", encoder.positions(), Positions.LEARNED);
            requireField(faults, "feedForward", encoder.feedForward(), FeedForwardKind.PLAIN);
            requireField(faults, "biases", encoder.biases(), Biases.EVERYWHERE);
            requireField(faults, "globalEvery", encoder.globalEvery(), 1);
            requireField(faults, "tokenTypes", encoder.tokenTypes(), Math.max(1, encoder.tokenTypes()));
        }
        if (family == HuggingFaceFamily.ROBERTA) {
            requireField(faults, "activation", encoder.activation(), Activation.GELU);
        }
        return faults;
    }

    /** The places of dropout whose rates the family takes from another field or does not have, as a person reads them. */
    static List<String> unwritten(HuggingFaceFamily family, Dropout dropout) {
        boolean modern = family == HuggingFaceFamily.MODERNBERT;
        Map<String, Double> rates = new LinkedHashMap<>();
        if (dropout.attentionOutput() != (modern ? dropout.attention() : dropout.embeddings())) {
            rates.put("attentionOutput", dropout.attentionOutput());
        }
        if (!modern && dropout.feedForwardInner() != 0) {
            rates.put("feedForwardInner", dropout.feedForwardInner());
        }
        if (dropout.feedForwardOutput() != (modern ? 0 : dropout.embeddings())) {
            rates.put("feedForwardOutput", dropout.feedForwardOutput());
        }
        return rates.entrySet().stream()
                .map(rate -> rate.getKey() + " " + rate.getValue())
                .toList();
    }

    private static void requireField(List<String> faults, String field, Object value, Object needed) {
        if (!value.equals(needed)) {
            String text = String.valueOf(value).toLowerCase(Locale.ROOT);
            faults.add(field + " " + text + " (there: " + String.valueOf(needed).toLowerCase(Locale.ROOT) + ")");
        }
    }
}
