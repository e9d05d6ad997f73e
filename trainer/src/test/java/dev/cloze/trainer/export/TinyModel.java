package dev.cloze.trainer.export;

import dev.cloze.core.config.Activation;
import dev.cloze.core.config.Biases;
import dev.cloze.core.config.Dropout;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.config.FeedForwardKind;
import dev.cloze.core.config.NormPlacement;
import dev.cloze.core.config.Positions;
import dev.cloze.core.model.ModelDirectory;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.nn.ParameterSpec;
import dev.cloze.core.nn.Role;
import dev.cloze.tokenizer.TokenizerFiles;
import dev.cloze.tokenizer.WordPieceModel;
import dev.cloze.trainer.TinyVocabulary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A small model of each family, all of whose numbers, biases and norms too, are random. */
enum TinyModel {
    /** Token types, learned positions that count places, tanh in the activation. */
    BERT(2, NormPlacement.POST, Positions.LEARNED, 1, FeedForwardKind.PLAIN, Activation.GELU_TANH, Biases.EVERYWHERE),
    /** One token type, learned positions that count tokens. */
    ROBERTA(1, NormPlacement.POST, Positions.LEARNED, 1, FeedForwardKind.PLAIN, Activation.GELU, Biases.EVERYWHERE),
    /** Windows of three tokens to each side in two of three layers, gates, no biases, no token types. */
    MODERNBERT(
            0, NormPlacement.PRE_BUT_FIRST, Positions.ROTARY, 3, FeedForwardKind.GATED, Activation.GELU, Biases.NONE),
    /** What no family of HuggingFace has: norms before the sublayers, and learned positions. */
    OTHER(2, NormPlacement.PRE, Positions.LEARNED, 1, FeedForwardKind.PLAIN, Activation.GELU, Biases.NONE);

    static final WordPieceModel VOCABULARY = TinyVocabulary.letters();
    static final int PADDING = 0;
    static final int MASK = 4;
    static final int MOST_TOKENS = 40;

    private final int tokenTypes;
    private final NormPlacement norm;
    private final Positions positions;
    private final int globalEvery;
    private final FeedForwardKind feedForward;
    private final Activation activation;
    private final Biases biases;

    TinyModel(
            int tokenTypes,
            NormPlacement norm,
            Positions positions,
            int globalEvery,
            FeedForwardKind feedForward,
            Activation activation,
            Biases biases) {
        this.tokenTypes = tokenTypes;
        this.norm = norm;
        this.positions = positions;
        this.globalEvery = globalEvery;
        this.feedForward = feedForward;
        this.activation = activation;
        this.biases = biases;
    }

    EncoderConfig encoder() {
        return encoder(Dropout.NONE);
    }

    EncoderConfig encoder(Dropout dropout) {
        return new EncoderConfig(
                4,
                24,
                3,
                20,
                MOST_TOKENS,
                tokenTypes,
                norm,
                positions,
                20_000,
                300,
                globalEvery,
                6,
                feedForward,
                activation,
                biases,
                1e-6,
                0.2,
                dropout);
    }

    MaskedLanguageModel graph() {
        return new MaskedLanguageModel(encoder(), VOCABULARY.pieces().size());
    }

    /** The same at each call. */
    SourceModel source() {
        MaskedLanguageModel graph = graph();
        return SourceModel.of(graph, weights(graph));
    }

    /** The model without its head. */
    SourceModel withoutHead() {
        SourceModel whole = source();
        return new SourceModel(
                encoder(),
                whole.vocabularySize(),
                whole.graph(),
                whole.hidden_BTD(),
                Optional.empty(),
                whole.parameters(),
                whole.weights());
    }

    private static Map<String, float[]> weights(MaskedLanguageModel graph) {
        Map<String, float[]> weights = new LinkedHashMap<>();
        for (ParameterSpec spec : graph.parameters()) {
            Random random = new Random(spec.name().hashCode());
            float[] numbers = new float[spec.count()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = (float) (0.3 * random.nextGaussian() + (spec.role() == Role.NORM ? 1 : 0));
            }
            weights.put(spec.name(), numbers);
        }
        return weights;
    }

    /** Writes {@code tokenizer} and {@code model} below the folder and returns the latter. */
    Path write(Path folder) throws IOException {
        return write(folder, Dropout.NONE);
    }

    /** The same, trained with dropout. */
    Path write(Path folder, Dropout dropout) throws IOException {
        TokenizerFiles.write(folder.resolve("tokenizer"), VOCABULARY);
        ModelDirectory.write(
                folder.resolve("model"),
                encoder(dropout),
                VOCABULARY.pieces().size(),
                weights(graph()),
                folder.resolve("tokenizer"),
                Map.of("steps", "7"));
        return folder.resolve("model");
    }

    /** Rows of 17, 1, 9 and as many tokens as fit, with what the model makes of them when they are padded at a side. */
    PaddedRows batch(SourceModel model, PaddedRows.Side side) {
        int[] lengths = {17, 1, 9, MOST_TOKENS};
        Random random = new Random(5);
        List<long[]> texts = new ArrayList<>();
        int[] firstPositions = new int[lengths.length];
        for (int i = 0; i < lengths.length; i++) {
            texts.add(random.longs(lengths[i], 1, VOCABULARY.pieces().size()).toArray());
            boolean shifted = side == PaddedRows.Side.LEFT && this != ROBERTA;
            firstPositions[i] = shifted ? MOST_TOKENS - lengths[i] : 0;
        }
        return new PaddedRows(ForwardPass.of(model, texts, firstPositions), PADDING, side);
    }
}
