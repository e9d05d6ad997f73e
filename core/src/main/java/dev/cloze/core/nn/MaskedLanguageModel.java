package dev.cloze.core.nn;

import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.graph.ElementType;
import dev.cloze.core.graph.Graph;
import dev.cloze.core.graph.Sizes;
import dev.cloze.core.graph.Tensor;
import java.util.List;

/**
 * A masked language model (Devlin et al. 2019) as a graph: encoder, head on the masked positions, loss.
 *
 * <p>Inputs: {@code ids_BT} tokens; {@code positions_BT} the position of each token in its document;
 * {@code documents_BT} the number of its document within the row, any integers; {@code types_BT} its type, if the model has
 * types ({@link EncoderConfig#tokenTypes}); {@code masked_M} masked places counted
 * over the whole batch (row * T + position); {@code labels_M} the tokens that stood there; {@code total}, the scalar
 * that the summed loss is divided by: the masked tokens of the whole batch, micro-batches together.
 */
public final class MaskedLanguageModel {
    private final EncoderConfig config;
    private final int vocabularySize;
    private final Dims dims;
    private final Graph graph = new Graph();
    private final List<ParameterSpec> parameters;
    private final Tensor hidden_BTD;
    private final Tensor logits_MV;
    private final Tensor losses_M;
    private final Tensor best_M;
    private final Tensor loss;

    /**
     * Writes the model into a graph of its own.
     *
     * @param vocabularySize V, at least 1
     */
    public MaskedLanguageModel(EncoderConfig config, int vocabularySize) {
        this.config = config;
        this.vocabularySize = vocabularySize;
        dims = Dims.of(config, vocabularySize);
        Parameters root = Parameters.root(graph, config.initialDeviation());
        Encoder encoder = new Encoder(root, dims, config);
        MaskedLanguageHead head =
                new MaskedLanguageHead(root.in("head"), encoder.embeddings().tokens_VD(), dims, config);
        parameters = root.all();

        RowInputs rows = RowInputs.declare(graph, dims, config);
        Tensor masked_M = graph.input("masked", ElementType.INTEGER, dims.m());
        Tensor labels_M = graph.input("labels", ElementType.INTEGER, dims.m());
        Tensor total = graph.input("total", ElementType.REAL);

        hidden_BTD = encoder.apply(rows.ids_BT(), rows.layout()).named("hidden");
        logits_MV = head.apply(hidden_BTD.rows(masked_M).named("masked_hidden")).named("logits");
        losses_M = logits_MV.crossEntropy(labels_M);
        best_M = logits_MV.argMax();
        loss = losses_M.sum().divide(total).named("loss");
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

    /** How many numbers the parameters hold together. */
    public long parameterCount() {
        return parameters.stream().mapToLong(ParameterSpec::count).sum();
    }

    /** The dimensions B, T and M, which a run binds. */
    public Sizes sizes(int rows, int length, int masked) {
        return new Sizes().bind(dims.b(), rows).bind(dims.t(), length).bind(dims.m(), masked);
    }

    /** The encoder's output, one vector for each token. */
    public Tensor hidden_BTD() {
        return hidden_BTD;
    }

    /** The scores of each token of the vocabulary at each masked place, before the softmax. */
    public Tensor logits_MV() {
        return logits_MV;
    }

    /** The cross-entropy of each masked token, in nats. */
    public Tensor losses_M() {
        return losses_M;
    }

    /** The most probable token of each masked place. */
    public Tensor best_M() {
        return best_M;
    }

    /** The summed cross-entropy over {@code total}. */
    public Tensor loss() {
        return loss;
    }
}
