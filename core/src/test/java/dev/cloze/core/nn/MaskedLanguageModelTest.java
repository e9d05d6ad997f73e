package dev.cloze.core.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.cloze.core.TinyModels;
import dev.cloze.core.config.Activation;
import dev.cloze.core.config.Biases;
import dev.cloze.core.config.Dropout;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.config.FeedForwardKind;
import dev.cloze.core.config.NormPlacement;
import dev.cloze.core.config.Positions;
import dev.cloze.core.config.RecordTree;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MaskedLanguageModelTest {

    /** Without the pooler, which is no part of the loss. */
    @Test
    void bertBaseHasTheParametersOfItsPaper() {
        long d = 768;
        long f = 3072;
        long v = 30_522;
        long p = 512;
        long embeddings = v * d + p * d + 2 * d + 2 * d;
        long attention = d * 3 * d + 3 * d + d * d + d + 2 * d;
        long feedForward = d * f + f + f * d + d + 2 * d;
        long head = d * d + d + 2 * d + v;
        EncoderConfig base = new EncoderConfig(
                12,
                768,
                12,
                3072,
                512,
                2,
                NormPlacement.POST,
                Positions.LEARNED,
                10_000,
                10_000,
                1,
                128,
                FeedForwardKind.PLAIN,
                Activation.GELU,
                Biases.EVERYWHERE,
                1e-12,
                0.02,
                Dropout.ofBert(0.1));

        assertThat(new MaskedLanguageModel(base, 30_522).parameterCount())
                .isEqualTo(embeddings + 12 * (attention + feedForward) + head);
    }

    @Test
    void modernShapeHasGatesAndNoBiasButTheOutputs() {
        long embeddings = 11 * 8 + 8;
        long attention = 8 * 24 + 8 * 8 + 8;
        long feedForward = 8 * 2 * 6 + 6 * 8 + 8;
        long lastNorm = 8;
        long head = 8 * 8 + 8 + 11;
        MaskedLanguageModel model = new MaskedLanguageModel(TinyModels.MODERN, 11);

        long firstNorm = 8; // of the embeddings, and so none of the first layer's attention

        assertThat(model.parameterCount())
                .isEqualTo(embeddings + 2 * (attention + feedForward) - firstNorm + lastNorm + head);
        assertThat(model.parameters().stream()
                        .filter(spec -> spec.role() == Role.BIAS)
                        .map(ParameterSpec::name))
                .containsExactly("head.bias");
    }

    @Test
    void onlyModernBertLeavesTheFirstNormOut() {
        Map<String, Object> tree = RecordTree.write(TinyModels.MODERN);
        tree.put("norm", "pre");
        EncoderConfig everywhere = RecordTree.read(EncoderConfig.class, tree);

        assertThat(byName(new MaskedLanguageModel(everywhere, 11))).containsKey("layers.0.attention.norm.weight");
        assertThat(byName(new MaskedLanguageModel(TinyModels.MODERN, 11)))
                .doesNotContainKey("layers.0.attention.norm.weight")
                .containsKey("layers.1.attention.norm.weight");
    }

    @Test
    void joinedProjectionsKnowTheirBlocks() {
        Map<String, ParameterSpec> specs = byName(new MaskedLanguageModel(TinyModels.MODERN, 11));

        assertThat(specs.get("layers.1.attention.qkv.weight").blocks()).isEqualTo(3);
        assertThat(specs.get("layers.1.feedForward.in.weight").blocks()).isEqualTo(2);
        assertThat(specs.get("layers.1.attention.out.weight").blocks()).isEqualTo(1);
        assertThat(specs.get("layers.1.attention.qkv.weight").sizes()).containsExactly(24, 8);
    }

    @Test
    void initialValuesAreAFunctionOfSeedAndName() {
        Initialisation normal = new Initialisation.TruncatedNormal(0.02);
        float[] values = normal.values(7, "tokens", 1000);

        assertThat(normal.values(7, "tokens", 1000)).isEqualTo(values);
        assertThat(normal.values(8, "tokens", 1000)).isNotEqualTo(values);
        assertThat(normal.values(7, "tokens2", 1000)).isNotEqualTo(values);
        assertThat(Arrays.copyOf(normal.values(7, "tokens", 2000), 1000)).isEqualTo(values);
    }

    /** A normal cut at two deviations has the deviation sqrt(1 - 4 phi(2) / (2 Phi(2) - 1)), 0.8796 of the uncut one's. */
    @Test
    void matricesAreNormalAndCutAtTwoDeviations() {
        int count = 200_000;
        float[] values = new Initialisation.TruncatedNormal(0.02).values(11, "layers.0.weight", count);
        double mean = 0;
        double square = 0;
        for (float value : values) {
            assertThat(Math.abs(value)).isLessThanOrEqualTo(0.04f);
            mean += value / count;
            square += (double) value * value / count;
        }
        double deviation = 0.02 * 0.87962566;

        assertThat(mean).isCloseTo(0, within(4 * deviation / Math.sqrt(count)));
        assertThat(Math.sqrt(square - mean * mean)).isCloseTo(deviation, within(0.005 * deviation));
    }

    @Test
    void normsBeginAtOneAndBiasesAtZero() {
        for (ParameterSpec spec : new MaskedLanguageModel(TinyModels.BERT, 11).parameters()) {
            if (spec.role() == Role.NORM) {
                assertThat(spec.initialValues(1)).containsOnly(1f);
            } else if (spec.role() == Role.BIAS) {
                assertThat(spec.initialValues(1)).containsOnly(0f);
            } else {
                assertThat(spec.initialisation())
                        .isEqualTo(new Initialisation.TruncatedNormal(TinyModels.BERT.initialDeviation()));
            }
        }
    }

    /** Each of the two layers adds two outputs to the stream. */
    @Test
    void outputProjectionsBeginSmallerBelowNormsThatComeFirst() {
        MaskedLanguageModel model = new MaskedLanguageModel(TinyModels.MODERN, 11);
        List<String> smaller = model.parameters().stream()
                .filter(spec -> spec.initialisation().equals(new Initialisation.TruncatedNormal(0.3 / Math.sqrt(4))))
                .map(ParameterSpec::name)
                .toList();

        assertThat(smaller)
                .containsExactly(
                        "layers.0.attention.out.weight",
                        "layers.0.feedForward.out.weight",
                        "layers.1.attention.out.weight",
                        "layers.1.feedForward.out.weight");
    }

    @Test
    void vocabularyOfNothingIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MaskedLanguageModel(TinyModels.BERT, 0))
                .withMessage("dimension V: expected a positive size, got 0");
    }

    private static Map<String, ParameterSpec> byName(MaskedLanguageModel model) {
        return model.parameters().stream().collect(Collectors.toMap(ParameterSpec::name, Function.identity()));
    }
}
