package dev.cloze.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import dev.cloze.core.config.Activation;
import dev.cloze.core.config.Biases;
import dev.cloze.core.config.Dropout;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.config.FeedForwardKind;
import dev.cloze.core.config.NormPlacement;
import dev.cloze.core.config.Positions;
import dev.cloze.tokenizer.DataException;
import dev.cloze.tokenizer.SpecialTokens;
import dev.cloze.tokenizer.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class HuggingFaceConfigTest {
    private static final SpecialTokens SPECIAL = new SpecialTokens(0, 1, 2, 3, 4);
    private static final String SUPPORTED = "config.json: expected fields and values that Cloze supports, got ";

    @TempDir
    private Path folder;

    private static HuggingFaceConfig reference(String name) throws IOException {
        Path file = ReferenceFolder.of(name).resolve("config.json");
        return read((Map<?, ?>) JsonTree.read(file));
    }

    private static HuggingFaceConfig read(Map<?, ?> tree) throws DataException {
        HuggingFaceFamily family =
                HuggingFaceFamily.ofModelType(tree.get("model_type")).orElseThrow();
        return HuggingFaceConfig.read(Path.of("config.json"), family, tree);
    }

    @Test
    void everyFieldOfBertIsRead() throws IOException {
        HuggingFaceConfig config = reference("bert");
        EncoderConfig encoder = config.encoder();

        assertThat(config.family()).isEqualTo(HuggingFaceFamily.BERT);
        assertThat(config.vocabularySize()).isEqualTo(53);
        assertThat(encoder.layers()).isEqualTo(5);
        assertThat(encoder.width()).isEqualTo(24);
        assertThat(encoder.heads()).isEqualTo(3);
        assertThat(encoder.feedForwardWidth()).isEqualTo(44);
        assertThat(encoder.maxPositions()).isEqualTo(40);
        assertThat(encoder.tokenTypes()).isEqualTo(2);
        assertThat(encoder.norm()).isEqualTo(NormPlacement.POST);
        assertThat(encoder.positions()).isEqualTo(Positions.LEARNED);
        assertThat(encoder.globalEvery()).isEqualTo(1);
        assertThat(encoder.feedForward()).isEqualTo(FeedForwardKind.PLAIN);
        assertThat(encoder.activation()).isEqualTo(Activation.GELU);
        assertThat(encoder.biases()).isEqualTo(Biases.EVERYWHERE);
        assertThat(encoder.normEpsilon()).isEqualTo(1e-7);
        assertThat(encoder.initialDeviation()).isEqualTo(0.03);
        assertThat(encoder.dropout()).isEqualTo(new Dropout(0.15, 0.05, 0.15, 0, 0.15));
        assertThat(reference("bert-old-names").encoder().activation()).isEqualTo(Activation.GELU_TANH);
    }

    @Test
    void positionsOfRobertaBeginBehindThePadding() throws IOException {
        HuggingFaceConfig config = reference("roberta");
        HuggingFaceConfig otherPadding = reference("roberta-encoder-bf16");

        assertThat(config.family()).isEqualTo(HuggingFaceFamily.ROBERTA);
        assertThat(config.firstPosition()).isEqualTo(2);
        assertThat(config.encoder().maxPositions()).isEqualTo(38);
        assertThat(config.encoder().tokenTypes()).isEqualTo(1);
        assertThat(otherPadding.firstPosition()).isEqualTo(4);
        assertThat(otherPadding.encoder().maxPositions()).isEqualTo(36);
    }

    @Test
    void everyFieldOfModernBertIsRead() throws IOException {
        EncoderConfig encoder = reference("modernbert").encoder();

        assertThat(encoder.feedForwardWidth()).isEqualTo(20);
        assertThat(encoder.tokenTypes()).isEqualTo(0);
        assertThat(encoder.norm()).isEqualTo(NormPlacement.PRE_BUT_FIRST);
        assertThat(encoder.positions()).isEqualTo(Positions.ROTARY);
        assertThat(encoder.rotaryTheta()).isEqualTo(160_000);
        assertThat(encoder.localRotaryTheta()).isEqualTo(10_000);
        assertThat(encoder.globalEvery()).isEqualTo(3);
        assertThat(encoder.localWindow()).isEqualTo(8);
        assertThat(encoder.feedForward()).isEqualTo(FeedForwardKind.GATED);
        assertThat(encoder.biases()).isEqualTo(Biases.NONE);
        assertThat(encoder.dropout()).isEqualTo(new Dropout(0.1, 0.05, 0.05, 0.2, 0));
    }

    @Test
    void fieldsOfModernBertsFirstReleaseAreRead() throws IOException {
        EncoderConfig encoder = reference("modernbert-encoder-old-fields").encoder();

        assertThat(encoder.globalEvery()).isEqualTo(4);
        assertThat(encoder.rotaryTheta()).isEqualTo(50_000);
        assertThat(encoder.localRotaryTheta()).isEqualTo(500);
        assertThat(encoder.localWindow()).isEqualTo(4);
    }

    @Test
    void absentFieldsAreTheReferencesDefaults() throws IOException {
        EncoderConfig bert = read(Map.of("model_type", "bert")).encoder();
        EncoderConfig modern = read(Map.of("model_type", "modernbert")).encoder();

        assertThat(bert.layers()).isEqualTo(12);
        assertThat(bert.width()).isEqualTo(768);
        assertThat(bert.normEpsilon()).isEqualTo(1e-12);
        assertThat(modern.layers()).isEqualTo(22);
        assertThat(modern.globalEvery()).isEqualTo(3);
        assertThat(modern.rotaryTheta()).isEqualTo(160_000);
        assertThat(modern.localWindow()).isEqualTo(128);
    }

    /** In the first release a null theta of windows meant that of whole documents. */
    @Test
    void nullThetaOfWindowsIsThatOfDocuments() throws IOException {
        Map<String, Object> tree = new HashMap<>(Map.of("model_type", "modernbert", "global_rope_theta", 70_000.0));
        tree.put("local_rope_theta", null);

        assertThat(read(tree).encoder().localRotaryTheta()).isEqualTo(70_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "bert | {'hidden_act': 'relu'} | hidden_act relu (supported: gelu, gelu_fast, gelu_new, gelu_python,"
                        + " gelu_python_tanh, gelu_pytorch_tanh)",
                "bert | {'position_embedding_type': 'relative_key'} "
                        + "| position_embedding_type relative_key (supported: absolute)",
                "bert | {'is_decoder': true, 'tie_word_embeddings': false} "
                        + "| tie_word_embeddings false (supported: true), is_decoder true (supported: false)",
                "bert | {'hidden_size': 24.5} | hidden_size 24.5 (supported: a whole number)",
                "bert | {'hidden_dropout_prob': 'none'} | hidden_dropout_prob none (supported: a number)",
                "bert | {'pruned_heads': {'1': [2]}} | pruned_heads {1=[2]} (supported: {})",
                "bert | {'quantization_config': {}, 'hidden_act': 'silu', 'embedding_size': 128} "
                        + "| hidden_act silu (supported: gelu, gelu_fast, gelu_new, gelu_python, gelu_python_tanh,"
                        + " gelu_pytorch_tanh), quantization_config (unknown), embedding_size (unknown)",
                "roberta | {'hidden_act': 'gelu_new'} | hidden_act gelu_new (supported: gelu, gelu_python)",
                "roberta | {'pad_token_id': -2} | pad_token_id -2 (supported: an id below vocab_size)",
                "modernbert | {'is_causal': true} | is_causal true (supported: false)",
                "modernbert | {'mlp_bias': true} | mlp_bias true (supported: that of norm_bias, false)",
                "modernbert | {'decoder_bias': false} | decoder_bias false (supported: true)",
                "modernbert | {'classifier_activation': 'gelu_new'} "
                        + "| classifier_activation gelu_new (supported: that of hidden_activation)",
                "modernbert | {'rope_scaling': {'type': 'yarn'}} | rope_scaling {type=yarn} (supported: null)",
                "modernbert | {'global_attn_every_n_layers': 2} | layer_types [full_attention, sliding_attention,"
                        + " sliding_attention, full_attention, sliding_attention] (supported: full_attention in layers"
                        + " 0, n, 2n and so on of num_hidden_layers, sliding_attention in the others, n = 2)",
                "modernbert | {'layer_types': ['full_attention', 'sliding_attention', 'full_attention',"
                        + " 'full_attention', 'sliding_attention']} | layer_types [full_attention, sliding_attention,"
                        + " full_attention, full_attention, sliding_attention] (supported: full_attention in layers"
                        + " 0, n, 2n and so on of num_hidden_layers, sliding_attention in the others)",
                "modernbert | {'global_rope_theta': 5.0} "
                        + "| global_rope_theta 5.0 (supported: that of rope_parameters, 160000.0)",
                "modernbert | {'rope_parameters': {'full_attention': {'rope_type': 'yarn'}}} "
                        + "| rope_parameters {full_attention={rope_type=yarn}} (supported: full_attention and"
                        + " sliding_attention, each with a rope_theta and the rope_type default)"
            })
    void whatIsNotSupportedIsNamed(String name, String changes, String message) throws IOException {
        Map<Object, Object> tree = new LinkedHashMap<>(
                (Map<?, ?>) JsonTree.read(ReferenceFolder.of(name).resolve("config.json")));
        Path json = Files.writeString(folder.resolve("changes.json"), changes.replace('\'', '"'));
        tree.putAll((Map<?, ?>) JsonTree.read(json));

        assertThatThrownBy(() -> read(tree)).isInstanceOf(DataException.class).hasMessage(SUPPORTED + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bert | num_attention_heads | 5 | expected a divisor of width 24, got 5",
                "bert | vocab_size | 0 | expected a number from 1 to 22369621, got 0",
                "bert | max_position_embeddings | -1 | expected a positive number, got -1",
                "roberta | max_position_embeddings | 2 | expected a positive number, got 0"
            })
    void shapeThatNoEncoderHasIsNamedByItsField(String name, String field, long value, String message)
            throws IOException {
        Map<Object, Object> tree = new LinkedHashMap<>(
                (Map<?, ?>) JsonTree.read(ReferenceFolder.of(name).resolve("config.json")));
        tree.put(field, value);

        assertThatThrownBy(() -> read(tree))
                .isInstanceOf(DataException.class)
                .hasMessage("config.json: " + field + ": " + message);
    }

    static Iterable<String> references() {
        return ReferenceFolder.names();
    }

    @ParameterizedTest
    @MethodSource("references")
    void whatIsWrittenIsRead(String name) throws IOException {
        HuggingFaceConfig config = reference(name);
        int padding = Math.max(0, config.firstPosition() - 1);
        SpecialTokens special = new SpecialTokens(padding, 10, 11, 12, 13);
        Path file = folder.resolve("written.json");
        Files.writeString(file, new Gson().toJson(HuggingFaceConfigWriter.fields(config, true, special)));

        assertThat(read((Map<?, ?>) JsonTree.read(file))).isEqualTo(config);
    }

    @Test
    void familyThatLacksWhatAnEncoderHasIsRefused() throws IOException {
        HuggingFaceConfig modern = reference("modernbert");
        HuggingFaceConfig asBert =
                new HuggingFaceConfig(HuggingFaceFamily.BERT, modern.encoder(), modern.vocabularySize(), 0);

        assertThat(HuggingFaceFamily.of(modern.encoder())).isEqualTo(HuggingFaceFamily.MODERNBERT);
        assertThatThrownBy(() -> HuggingFaceConfigWriter.fields(asBert, true, SPECIAL))
                .isInstanceOf(UsageException.class)
                .hasMessage("encoder: expected fields that HuggingFace's bert has a counterpart for, got"
                        + " norm pre_but_first (there: post), positions rotary (there: learned), feedForward gated (there: plain),"
                        + " biases none (there: everywhere), globalEvery 3 (there: 1), tokenTypes 0 (there: 1)");
    }

    @Test
    void dropoutThatAFamilyHasNoFieldForIsNamed() throws IOException {
        for (String name : new String[] {"bert", "modernbert"}) {
            HuggingFaceConfig config = reference(name);
            assertThat(config.family().unwritten(config.encoder().dropout())).isEmpty();
        }
        assertThat(HuggingFaceFamily.BERT.unwritten(new Dropout(0.1, 0.05, 0.2, 0.3, 0.1)))
                .containsExactly("attentionOutput 0.2", "feedForwardInner 0.3");
        assertThat(HuggingFaceFamily.MODERNBERT.unwritten(new Dropout(0.1, 0.05, 0, 0.2, 0.1)))
                .containsExactly("attentionOutput 0.0", "feedForwardOutput 0.1");
    }
}
