package dev.cloze.benchmarks.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.transformer.BertBlock;
import ai.djl.nn.transformer.BertMaskedLanguageModelBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * DJL's BERT with its head for masked tokens. Inputs: token ids (B, T), token types (B, T), 1 for each token that is not
 * padding (B, T), masked places counted in their row (B, M / B). Output: log-probabilities (M, V).
 */
final class DjlMaskedLanguageModel extends AbstractBlock {
    /**
     * The rate of dropout on embeddings, attention probabilities, attention outputs and feed-forward outputs. BertBlock
     * has it fixed for all but the embeddings.
     */
    static final double DROPOUT = 0.1;

    private static final int SENTENCE_TYPES = 2;

    private final BertBlock bert;
    private final BertMaskedLanguageModelBlock head;

    @SuppressWarnings("this-escape") // a block adds its children when it is made: DJL's rule
    DjlMaskedLanguageModel(ModelSize size) {
        bert = addChildBlock(
                "bert",
                BertBlock.builder()
                        .setTokenDictionarySize(size.vocabulary())
                        .optTypeDictionarySize(SENTENCE_TYPES)
                        .optEmbeddingSize(size.width())
                        .optTransformerBlockCount(size.layers())
                        .optAttentionHeadCount(size.heads())
                        .optHiddenSize(size.feedForwardWidth())
                        .optHiddenDropoutProbability((float) DROPOUT)
                        .optMaxSequenceLength(size.length())
                        .build());
        head = addChildBlock("head", new BertMaskedLanguageModelBlock(bert, Activation::gelu));
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputs) {
        bert.initialize(manager, type, inputs[0], inputs[1], inputs[2]);
        Shape hidden_BTD = bert.getOutputShapes(inputs)[0];
        head.initialize(manager, type, hidden_BTD, inputs[3], table_VD());
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> unused) {
        NDArray hidden_BTD =
                bert.forward(parameters, inputs.subNDList(0, 3), training).get(0);
        NDArray table_VD = bert.getTokenEmbedding().getValue(parameters, hidden_BTD.getDevice(), training);
        return head.forward(parameters, new NDList(hidden_BTD, inputs.get(3), table_VD), training);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        long masked = inputs[3].size();
        return new Shape[] {new Shape(masked, bert.getTokenDictionarySize())};
    }

    private Shape table_VD() {
        return new Shape(bert.getTokenDictionarySize(), bert.getEmbeddingSize());
    }
}
