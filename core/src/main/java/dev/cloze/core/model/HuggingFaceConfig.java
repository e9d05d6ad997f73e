package dev.cloze.core.model;

import dev.cloze.core.config.Activation;
import dev.cloze.core.config.Biases;
import dev.cloze.core.config.Dropout;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.config.FeedForwardKind;
import dev.cloze.core.config.InvalidConfigException;
import dev.cloze.core.config.NormPlacement;
import dev.cloze.core.config.Positions;
import dev.cloze.tokenizer.DataException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What HuggingFace's {@code config.json} says of a model. A field that is not there has the value that transformers gives
 * it.
 *
 * @param vocabularySize V
 * @param firstPosition the row of the position table that belongs to a document's first token; 0 but for RoBERTa
 */
record HuggingFaceConfig(HuggingFaceFamily family, EncoderConfig encoder, int vocabularySize, int firstPosition) {

    private static final double TRANSFORMER_THETA = 10_000;
    private static final int MODERNBERT_WINDOW = 128;
    private static final int ROBERTA_VOCABULARY = 50_265;

    private static final Map<String, Activation> GELU = Map.of("gelu", Activation.GELU, "gelu_python", Activation.GELU);

    private static final Map<String, Activation> GELUS = Map.of(
            "gelu", Activation.GELU,
            "gelu_python", Activation.GELU,
            "gelu_new", Activation.GELU_TANH,
            "gelu_fast", Activation.GELU_TANH,
            "gelu_pytorch_tanh", Activation.GELU_TANH,
            "gelu_python_tanh", Activation.GELU_TANH);

    /** Our fields that have another name in every family, for messages. */
    private static final Map<String, String> FOREIGN = Map.of(
            "layers", "num_hidden_layers",
            "width", "hidden_size",
            "heads", "num_attention_heads",
            "feedForwardWidth", "intermediate_size",
            "maxPositions", "max_position_embeddings",
            "tokenTypes", "type_vocab_size",
            "localWindow", "local_attention",
            "globalEvery", "global_attn_every_n_layers",
            "initialDeviation", "initializer_range",
            "vocabularySize", "vocab_size");

    HuggingFaceConfig {
        PartParameters.requireVocabulary(encoder, vocabularySize);
    }

    /**
     * Reads the fields.
     *
     * @param file for messages
     * @throws DataException if some are unknown or have values that we do not support, all of which its message names
     */
    static HuggingFaceConfig read(Path file, HuggingFaceFamily family, Map<?, ?> tree) throws DataException {
        ForeignFields fields = new ForeignFields(tree);
        fields.ignore(IrrelevantFields.of(family));
        fields.only("position_embedding_type", "absolute");
        fields.only("tie_word_embeddings", true);
        fields.only("is_decoder", false);
        fields.only("is_encoder_decoder", false);
        fields.only("tie_encoder_decoder", false);
        fields.only("add_cross_attention", false);
        fields.only("cross_attention_hidden_size", null);
        fields.only("pruned_heads", Map.of());
        fields.only("causal_mask", false);
        fields.only("is_causal", false);
        try {
            return switch (family) {
                case BERT -> bert(file, family, fields, 0);
                case ROBERTA -> bert(file, family, fields, firstPosition(fields));
                case MODERNBERT -> modernBert(file, fields);
            };
        } catch (InvalidConfigException e) {
            String field = FOREIGN.getOrDefault(e.field(), e.field());
            throw new DataException(file + ": " + field, e.expected(), e.got(), e);
        }
    }

    private static int firstPosition(ForeignFields fields) {
        int padding = fields.whole("pad_token_id", 1);
        if (padding < 0 || padding >= fields.whole("vocab_size", ROBERTA_VOCABULARY)) {
            fields.fault("pad_token_id", "an id below vocab_size");
            return 0;
        }
        return padding + 1;
    }

    private static HuggingFaceConfig bert(Path file, HuggingFaceFamily family, ForeignFields fields, int firstPosition)
            throws DataException {
        boolean roberta = family == HuggingFaceFamily.ROBERTA;
        int vocabularySize = fields.whole("vocab_size", roberta ? ROBERTA_VOCABULARY : 30_522);
        double hidden = fields.number("hidden_dropout_prob", 0.1);
        double attention = fields.number("attention_probs_dropout_prob", 0.1);
        int layers = fields.whole("num_hidden_layers", 12);
        int width = fields.whole("hidden_size", 768);
        int heads = fields.whole("num_attention_heads", 12);
        int feedForwardWidth = fields.whole("intermediate_size", 3072);
        int positions = fields.whole("max_position_embeddings", 512);
        int tokenTypes = fields.whole("type_vocab_size", 2);
        // RoBERTa's head has the error function whatever the layers have, and our head has what the layers have.
        Activation activation = fields.choice("hidden_act", roberta ? GELU : GELUS, Activation.GELU);
        double epsilon = fields.number("layer_norm_eps", 1e-12);
        double deviation = fields.number("initializer_range", 0.02);
        fields.finish(file);
        EncoderConfig encoder = new EncoderConfig(
                layers,
                width,
                heads,
                feedForwardWidth,
                positions - firstPosition,
                tokenTypes,
                NormPlacement.POST,
                Positions.LEARNED,
                TRANSFORMER_THETA,
                TRANSFORMER_THETA,
                1,
                MODERNBERT_WINDOW,
                FeedForwardKind.PLAIN,
                activation,
                Biases.EVERYWHERE,
                epsilon,
                deviation,
                new Dropout(hidden, attention, hidden, 0, hidden));
        return new HuggingFaceConfig(family, encoder, vocabularySize, firstPosition);
    }

    private static HuggingFaceConfig modernBert(Path file, ForeignFields fields) throws DataException {
        fields.only("decoder_bias", true);
        int vocabularySize = fields.whole("vocab_size", 50_368);
        int layers = fields.whole("num_hidden_layers", 22);
        int width = fields.whole("hidden_size", 768);
        int heads = fields.whole("num_attention_heads", 12);
        int feedForwardWidth = fields.whole("intermediate_size", 1152);
        int positions = fields.whole("max_position_embeddings", 8192);
        ModernBertLayers attention = ModernBertLayers.read(fields, layers);
        Activation activation = fields.choice("hidden_activation", GELUS, Activation.GELU);
        if (fields.choice("classifier_activation", GELUS, Activation.GELU) != activation) {
            fields.fault("classifier_activation", "that of hidden_activation");
        }
        boolean biases = fields.flag("norm_bias", false);
        for (String other : new String[] {"attention_bias", "mlp_bias", "classifier_bias"}) {
            if (fields.flag(other, false) != biases) {
                fields.fault(other, "that of norm_bias, " + biases);
            }
        }
        double epsilon = fields.number("norm_eps", 1e-5);
        double deviation = fields.number("initializer_range", 0.02);
        double embeddings = fields.number("embedding_dropout", 0);
        double probabilities = fields.number("attention_dropout", 0);
        double inner = fields.number("mlp_dropout", 0);
        fields.finish(file);
        EncoderConfig encoder = new EncoderConfig(
                layers,
                width,
                heads,
                feedForwardWidth,
                positions,
                0,
                NormPlacement.PRE_BUT_FIRST,
                Positions.ROTARY,
                attention.globalTheta(),
                attention.localTheta(),
                attention.globalEvery(),
                attention.window(),
                FeedForwardKind.GATED,
                activation,
                biases ? Biases.EVERYWHERE : Biases.NONE,
                epsilon,
                deviation,
                new Dropout(embeddings, probabilities, probabilities, inner, 0));
        return new HuggingFaceConfig(HuggingFaceFamily.MODERNBERT, encoder, vocabularySize, 0);
    }
}
