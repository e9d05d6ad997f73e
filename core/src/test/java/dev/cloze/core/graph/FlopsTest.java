package dev.cloze.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.core.TinyModels;
import dev.cloze.core.nn.MaskedLanguageModel;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Layers 2, D 8, F 16 (GELU) or 6 (GEGLU), V 11; B 2, T 5, M 3. */
class FlopsTest {
    private static final int TOKENS = 2 * 5;

    /** Documents of 3 and 2 tokens in the first row, of 5 in the second. */
    private static final long PAIRS = 3 * 3 + 2 * 2 + 5 * 5;

    private static final long ATTENTION = 2 * PAIRS * 8 + 2 * PAIRS * 8;
    private static final long PROJECTIONS = 2 * TOKENS * 8 * 24 + 2 * TOKENS * 8 * 8;
    private static final long HEAD = 2 * 3 * 8 * 8 + 2 * 3 * 8 * 11;

    @Test
    void productsOfBertAreCounted() {
        MaskedLanguageModel model = new MaskedLanguageModel(TinyModels.BERT, 11);
        long feedForward = 2 * TOKENS * 8 * 16 + 2 * TOKENS * 16 * 8;
        long encoder = 2 * (PROJECTIONS + ATTENTION + feedForward);

        assertThat(Flops.forward(model.graph(), List.of(model.hidden_BTD()), model.sizes(2, 5, 3), PAIRS))
                .isEqualTo(encoder);
        assertThat(Flops.forward(model.graph(), List.of(model.loss()), model.sizes(2, 5, 3), PAIRS))
                .isEqualTo(encoder + HEAD);
        assertThat(Flops.training(model.graph(), List.of(model.loss()), model.sizes(2, 5, 3), PAIRS))
                .isEqualTo(3 * (encoder + HEAD));
    }

    @Test
    void theGateOfGegluIsCounted() {
        MaskedLanguageModel model = new MaskedLanguageModel(TinyModels.MODERN, 11);
        long feedForward = 2 * TOKENS * 8 * (2 * 6) + 2 * TOKENS * 6 * 8;

        assertThat(Flops.forward(model.graph(), List.of(model.loss()), model.sizes(2, 5, 3), PAIRS))
                .isEqualTo(2 * (PROJECTIONS + ATTENTION + feedForward) + HEAD);
    }

    @Test
    void eachMaskedPositionCostsOneRowOfTheHead() {
        MaskedLanguageModel model = new MaskedLanguageModel(TinyModels.BERT, 11);

        assertThat(Flops.forward(model.graph(), List.of(model.loss()), model.sizes(2, 5, 4), PAIRS)
                        - Flops.forward(model.graph(), List.of(model.loss()), model.sizes(2, 5, 3), PAIRS))
                .isEqualTo(HEAD / 3);
    }

    /** x [4, 3], x times the weight [4, 5], the sum with itself [4, 5]; the split is a view. */
    @Test
    void activationsAreTheResultsThatAreNoViews() {
        Graph graph = new Graph();
        Dim b = Dim.free("B");
        Dim v = Dim.of("V", 5);
        Tensor x = graph.input("x", ElementType.REAL, b, Dim.of("D", 3));
        Tensor linear = x.linear(graph.parameter("weight", Shape.of(v, Dim.of("D", 3))), Optional.empty());
        Tensor viewed = linear.add(linear).split(v, Dim.of("1", 1), v);

        assertThat(ActivationBytes.of(graph, List.of(viewed), new Sizes().bind(b, 4)))
                .isEqualTo(4 * (4 * 3 + 4 * 5 + 4 * 5));
    }

    @Test
    void activationsGrowWithTheBatchAndNotWithTheParameters() {
        MaskedLanguageModel model = new MaskedLanguageModel(TinyModels.BERT, 11);
        long one = ActivationBytes.of(model.graph(), List.of(model.loss()), model.sizes(1, 5, 3));
        long two = ActivationBytes.of(model.graph(), List.of(model.loss()), model.sizes(2, 5, 6));
        int scalars = 4 * 3; // total, the sum of losses, the loss

        assertThat(two - scalars).isEqualTo(2 * (one - scalars));
    }
}
