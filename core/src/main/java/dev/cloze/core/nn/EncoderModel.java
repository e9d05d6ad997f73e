package dev.cloze.core.nn;

import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.graph.Graph;
import dev.cloze.core.graph.Sizes;
import dev.cloze.core.graph.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * An encoder without a head for masked tokens, as a graph: vectors for tokens, and with a pooler one for each row. Inputs:
 * {@code ids_BT}, {@code positions_BT}, {@code documents_BT} and {@code types_BT} as {@link MaskedLanguageModel} has them.
 */
public final class EncoderModel {
    private final EncoderConfig config;
    private final int vocabularySize;
    private final Dims dims;
    private final Graph graph = new Graph();
    private final List<ParameterSpec> parameters;
    private final Tensor hidden_BTD;
    private final Optional<Tensor> pooled_BD;

    /** Whether a row gets a vector of its own. */
    public enum Pooling {
        NONE,
        /** A dense layer and tanh over the row's first token (Devlin et al. 2019, as their code has it). */
        FIRST_TOKEN
    }

    /**
     * Writes the model into a graph of its own.
     *
     * @param vocabularySize V, at least 1
     */
    public EncoderModel(EncoderConfig config, int vocabularySize, Pooling pooling) {
        this.config = config;
        this.vocabularySize = vocabularySize;
        dims = Dims.of(config, vocabularySize);
        Parameters root = Parameters.root(graph, config.initialDeviation());
        Encoder encoder = new Encoder(root, dims, config);
        Optional<Linear> pooler = pooling == Pooling.FIRST_TOKEN
                ? Optional.of(new Linear(root.in("pooler.dense"), dims.d(), dims.d(), 1, config.biases()))
                : Optional.empty();
        parameters = root.all();

        RowInputs rows = RowInputs.declare(graph, dims, config);
        hidden_BTD = encoder.apply(rows.ids_BT(), rows.layout()).named("hidden");
        pooled_BD = pooler.map(
                dense -> dense.apply(hidden_BTD.pick(dims.t(), 0)).tanh().named("pooled"));
    }

    public EncoderConfig config() {
        return config;
    }

    public int vocabularySize() {
        return vocabularySize;
    }

    public Graph graph() {
        return graph;
    }

    /** Every parameter in the order in which all lists of weights have them. */
    public List<ParameterSpec> parameters() {
        return parameters;
    }

    /** The dimensions B and T, which a run binds. */
    public Sizes sizes(int rows, int length) {
        return new Sizes().bind(dims.b(), rows).bind(dims.t(), length);
    }

    /** The encoder's output, one vector for each token. */
    public Tensor hidden_BTD() {
        return hidden_BTD;
    }

    /** One vector for each row; empty without a pooler. */
    public Optional<Tensor> pooled_BD() {
        return pooled_BD;
    }
}
