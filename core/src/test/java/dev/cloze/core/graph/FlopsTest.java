package dev.cloze.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.core.TinyModels;
import dev.cloze.core.nn.MaskedLanguageModel;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Layers 2, D 8, F 16 or 6 (gated), V 11; B 2, T 5, M 3. */
class FlopsTest {
    private static final int TOKENS = 2 * 5;

    /** Documents of 3 and 2 tokens in the first row, of 5 in the second. */
    private static final AttendedPairs PAIRS = AttendedPairs.ofDocuments(3, 2, 5);

    private static final long COUNT = 3 * 3 + 2 * 2 + 5 * 5;
    private static final long ATTENTION = 2 * COUNT * 8 + 2 * COUNT * 8;
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
    void theGateIsCounted() {
        MaskedLanguageModel model = new MaskedLanguageModel(TinyModels.MODERN, 11);
        long feedForward = 2 * TOKENS * 8 * (2 * 6) + 2 * TOKENS * 6 * 8;

        assertThat(Flops.forward(model.graph(), List.of(model.loss()), model.sizes(2, 5, 3), PAIRS))
                .isEqualTo(2 * (PROJECTIONS + ATTENTION + feedForward) + HEAD);
    }

    /** Of n tokens with a reach of r: n of distance 0, and n - d in both directions of each distance d up to r. */
    @Test
    void pairsOfAWindowAreThoseWithinReach() {
        for (int length = 1; length < 12; length++) {
            for (int reach = 0; reach < 14; reach++) {
                long expected = 0;
                for (int from = 0; from < length; from++) {
                    for (int to = 0; to < length; to++) {
                        expected += Math.abs(from - to) <= reach ? 1 : 0;
                    }
                }
                AttendedPairs pairs = AttendedPairs.ofDocuments(length, length);
                assertThat(pairs.within(OptionalInt.of(reach)))
                        .as("length %d, reach %d", length, reach)
                        .isEqualTo(2 * expected);
                assertThat(pairs.within(OptionalInt.empty())).isEqualTo(2L * length * length);
            }
        }
    }

    /** Of four layers the last three see 4 places to each side: in a document of 20 tokens 20 * 9 - 4 * 5 pairs. */
    @Test
    void windowsCostWhatTheySee() {
        MaskedLanguageModel local = new MaskedLanguageModel(TinyModels.LOCAL, 11);
        AttendedPairs pairs = AttendedPairs.ofDocuments(20);
        long clipped = 20 * 9 - 4 * 5;
        long all = 4 * (2 * 20 * 8 * 24 + 2 * 20 * 8 * 8 + 2 * 20 * 8 * 12 + 2 * 20 * 6 * 8);

        assertThat(Flops.forward(local.graph(), List.of(local.hidden_BTD()), local.sizes(1, 20, 1), pairs))
                .isEqualTo(all + 4 * 8 * (20 * 20 + 3 * clipped));
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

        assertThat(float32(new Sizes().bind(b, 4)).of(graph, List.of(viewed))).isEqualTo(4 * (4 * 3 + 4 * 5 + 4 * 5));
    }

    /** Its mask and its result. */
    @Test
    void dropoutKeepsItsMask() {
        Graph graph = new Graph();
        Tensor x = graph.input("x", ElementType.REAL, Dim.of("D", 3));

        assertThat(float32(new Sizes()).of(graph, List.of(x.dropout(0.1)))).isEqualTo(4 * (3 + 2 * 3));
    }

    /** Probabilities, mask and what is left: three squares of 5 x 5 for 2 rows and 3 heads, whatever the kernel. */
    @Test
    void dropoutOfAttentionKeepsSquares() {
        assertThat(attentionBytes(0.1, false) - attentionBytes(0, false)).isEqualTo(4 * 3 * (2 * 3 * 5 * 5));
    }

    /** One square for each of 2 rows and 3 heads, larger than any input of 2 x 3 x 5 x 2. */
    @Test
    void aKernelThatKeepsProbabilitiesHasASquareMore() {
        assertThat(attentionBytes(0, true) - attentionBytes(0, false)).isEqualTo(4 * (2 * 3 * 5 * 5));
        assertThat(attention(0, true, ActivationBytes::largest)).isEqualTo(4 * (2 * 3 * 5 * 5));
        assertThat(attention(0, false, ActivationBytes::largest)).isEqualTo(4 * (2 * 3 * 5 * 2));
    }

    private static long attentionBytes(double dropout, boolean keepsProbabilities) {
        return attention(dropout, keepsProbabilities, ActivationBytes::of);
    }

    private interface Asked {
        long bytes(ActivationBytes activations, Graph graph, List<Tensor> outputs);
    }

    private static long attention(double dropout, boolean keepsProbabilities, Asked asked) {
        Graph graph = new Graph();
        Dim b = Dim.free("B");
        Dim t = Dim.free("T");
        Tensor x_BHTK = graph.input("x", ElementType.REAL, b, Dim.of("H", 3), t, Dim.of("K", 2));
        Tensor documents_BT = graph.input("documents", ElementType.INTEGER, b, t);
        Tensor mixed_BHTK = x_BHTK.attend(x_BHTK, x_BHTK, documents_BT, OptionalInt.empty(), dropout);
        Sizes sizes = new Sizes().bind(b, 2).bind(t, 5);
        return asked.bytes(
                new ActivationBytes(sizes, Precision.FLOAT32, Precision.FLOAT32, keepsProbabilities),
                graph,
                List.of(mixed_BHTK));
    }

    private static ActivationBytes float32(Sizes sizes) {
        return new ActivationBytes(sizes, Precision.FLOAT32, Precision.FLOAT32, false);
    }

    /** x [4, 3] and the norm's copy of it for the product; the product [4, 5], the weight's copy [5, 3]; with x again the sum [4, 5]. */
    @Test
    void inBfloat16ProductsTakeHalfAndMatricesACopy() {
        Graph graph = new Graph();
        Dim b = Dim.free("B");
        Dim d = Dim.of("D", 3);
        Dim v = Dim.of("V", 5);
        Tensor x = graph.input("x", ElementType.REAL, b, d);
        Tensor normal = x.layerNorm(graph.parameter("norm", Shape.of(d)), Optional.empty(), 1e-5);
        Tensor linear = normal.linear(graph.parameter("weight", Shape.of(v, d)), Optional.empty());
        Tensor sum = graph.input("residual", ElementType.REAL, b, v).add(linear);

        Sizes sizes = new Sizes().bind(b, 4);
        int inputs = 4 * (4 * 3) + 4 * (4 * 5);
        int results = 2 * (4 * 5) + 4 * (4 * 5);
        assertThat(new ActivationBytes(sizes, Precision.BFLOAT16, Precision.BFLOAT16, false).of(graph, List.of(sum)))
                .isEqualTo(inputs + 2 * (4 * 3 + 5 * 3) + results);
        assertThat(new ActivationBytes(sizes, Precision.BFLOAT16, Precision.FLOAT32, false).of(graph, List.of(sum)))
                .isEqualTo(inputs + 4 * (4 * 3 + 5 * 3) + results);
    }

    /** The input; the first piece's result and mask; all of that piece, which is the larger: a product, and dropout with its mask. */
    @Test
    void ofPiecesThatRunAgainTheLargestCounts() {
        Graph graph = new Graph();
        Dim d = Dim.of("D", 3);
        Tensor x = graph.input("x", ElementType.REAL, d);
        Tensor weight = graph.parameter("weight", Shape.of(d));
        Tensor dropped = x.multiply(weight).dropout(0.1).cut();

        assertThat(float32(new Sizes()).bySegments(graph, dropped.sum()))
                .isEqualTo(4 * 3 + (4 * 3 + 3) + 4 * (3 + 2 * 3));
    }

    @Test
    void activationsGrowWithTheBatchAndNotWithTheParameters() {
        MaskedLanguageModel model = new MaskedLanguageModel(TinyModels.BERT, 11);
        long one = float32(model.sizes(1, 5, 3)).of(model.graph(), List.of(model.loss()));
        long two = float32(model.sizes(2, 5, 6)).of(model.graph(), List.of(model.loss()));
        int scalars = 4 * 3; // total, the sum of losses, the loss

        assertThat(two - scalars).isEqualTo(2 * (one - scalars));
    }
}
