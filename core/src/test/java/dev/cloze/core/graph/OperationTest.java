package dev.cloze.core.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class OperationTest {
    private static final Dim B = Dim.free("B");
    private static final Dim T = Dim.free("T");
    private static final Dim M = Dim.free("M");
    private static final Dim D = Dim.of("D", 6);
    private static final Dim H = Dim.of("H", 2);
    private static final Dim K = Dim.of("K", 3);
    private static final Dim V = Dim.of("V", 9);

    private final Graph graph = new Graph();
    private final Tensor x_BTD = graph.input("x", ElementType.REAL, B, T, D);
    private final Tensor ids_BT = graph.input("ids", ElementType.INTEGER, B, T);
    private final Tensor scalar = graph.input("scalar", ElementType.REAL);
    private final Tensor weight_VD = graph.parameter("weight", Shape.of(V, D));
    private final Tensor bias_V = graph.parameter("bias", Shape.of(V));

    @Test
    void sumNeedsDimensionsOfTheFirstInTheirOrder() {
        refused(() -> x_BTD.add(bias_V), "add: expected dimensions of [B, T, D=6] in their order, got [V=9]");
        Tensor backwards_TB = graph.input("backwards", ElementType.REAL, T, B);
        refused(() -> x_BTD.add(backwards_TB), "add: expected dimensions of [B, T, D=6] in their order, got [T, B]");
        assertThat(x_BTD.add(scalar).shape()).isEqualTo(Shape.of(B, T, D));
    }

    @Test
    void productNeedsDimensionsOfTheFirst() {
        refused(() -> x_BTD.multiply(bias_V), "multiply: expected dimensions of [B, T, D=6] in their order, got [V=9]");
    }

    @Test
    void dropoutLeavesSomething() {
        refused(() -> x_BTD.dropout(1), "dropout: expected a rate from 0 to below 1, got 1.0");
        refused(() -> x_BTD.dropout(Double.NaN), "dropout: expected a rate from 0 to below 1, got NaN");
        assertThat(x_BTD.dropout(0)).isSameAs(x_BTD);
        assertThat(x_BTD.dropout(0.5).shape()).isEqualTo(x_BTD.shape());
    }

    @Test
    void divisorIsScalar() {
        refused(() -> x_BTD.divide(bias_V), "divide: expected a scalar divisor, got [V=9]");
    }

    @Test
    void linearNeedsTheWeightsLastDimension() {
        Tensor wrong_BV = graph.input("wrong", ElementType.REAL, B, V);
        refused(
                () -> wrong_BV.linear(weight_VD, Optional.empty()),
                "linear: expected x with last dimension D=6, got [B, V=9]");
        refused(() -> x_BTD.linear(bias_V, Optional.empty()), "linear: expected a weight of two dimensions, got [V=9]");
        Tensor bias_D = graph.parameter("bias_D", Shape.of(D));
        refused(
                () -> x_BTD.linear(weight_VD, Optional.of(bias_D)),
                "linear: expected a bias of shape [V=9], got [D=6]");
        refused(
                () -> scalar.linear(weight_VD, Optional.empty()),
                "shape: expected at least one dimension, got a scalar");
        assertThat(x_BTD.linear(weight_VD, Optional.of(bias_V)).shape()).isEqualTo(Shape.of(B, T, V));
    }

    @Test
    void layerNormNeedsWeightAndBiasOfTheLastDimension() {
        Tensor weight_D = graph.parameter("norm", Shape.of(D));
        refused(
                () -> x_BTD.layerNorm(bias_V, Optional.empty(), 1e-5),
                "layerNorm: expected a weight of shape [D=6], got [V=9]");
        refused(
                () -> x_BTD.layerNorm(weight_D, Optional.of(bias_V), 1e-5),
                "layerNorm: expected a bias of shape [D=6], got [V=9]");
    }

    @Test
    void embeddingNeedsIntegersAndTable() {
        refused(() -> weight_VD.embed(x_BTD), "embedding: expected integers, got x[B, T, D=6]");
        refused(() -> x_BTD.embed(ids_BT), "embedding: expected a table of two dimensions, got [B, T, D=6]");
        assertThat(weight_VD.embed(ids_BT).shape()).isEqualTo(Shape.of(B, T, D));
    }

    @Test
    void rowsNeedIntegersOfOneDimension() {
        Tensor masked_M = graph.input("masked", ElementType.INTEGER, M);
        Tensor real_M = graph.input("real", ElementType.REAL, M);
        refused(() -> x_BTD.rows(ids_BT), "rows: expected indices of one dimension, got [B, T]");
        refused(() -> x_BTD.rows(real_M), "rows: expected integers, got real[M]");
        refused(() -> bias_V.rows(masked_M), "rows: expected x of two dimensions or more, got [V=9]");
        assertThat(x_BTD.rows(masked_M).shape()).isEqualTo(Shape.of(M, D));
    }

    @Test
    void splitKeepsTheSize() {
        refused(() -> x_BTD.split(D, H, H), "split: expected parts whose product is D=6, got [H=2, H=2]");
        refused(() -> x_BTD.split(V, K, K), "shape: expected dimension V=9 once, got [B, T, D=6]");
        refused(() -> x_BTD.split(D, H, T), "dimension T: expected a fixed size, got a free one");
        assertThat(x_BTD.split(D, H, K).shape()).isEqualTo(Shape.of(B, T, H, K));
    }

    @Test
    void joinTakesNeighboursWhoseProductItIs() {
        Tensor heads_BTHK = x_BTD.split(D, H, K);
        Tensor apart_BHTK = heads_BTHK.transpose(B, H, T, K);
        refused(
                () -> apart_BHTK.join(D, H, K),
                "join: expected neighbouring dimensions [H=2, K=3], got [B, H=2, T, K=3]");
        refused(() -> heads_BTHK.join(V, H, K), "join: expected parts whose product is V=9, got [H=2, K=3]");
        refused(() -> heads_BTHK.join(D), "join: expected at least one dimension, got []");
        assertThat(heads_BTHK.join(D, H, K).shape()).isEqualTo(Shape.of(B, T, D));
    }

    @Test
    void transposeNeedsTheSameDimensions() {
        refused(
                () -> x_BTD.transpose(B, T),
                "transpose: expected the dimensions [B, T, D=6] in some order, got [B, T]");
        refused(
                () -> x_BTD.transpose(B, T, V),
                "transpose: expected the dimensions [B, T, D=6] in some order, got [B, T, V=9]");
        Tensor square_DD = graph.parameter("square", Shape.of(D, D));
        refused(() -> square_DD.transpose(D, D), "shape: expected dimension D=6 once, got [D=6, D=6]");
    }

    @Test
    void pickStaysWithinTheDimension() {
        Tensor heads_BTHK = x_BTD.split(D, H, K);
        refused(() -> heads_BTHK.pick(H, 2), "pick: expected an index within H=2, got 2");
        refused(() -> heads_BTHK.pick(V, 0), "shape: expected dimension V=9 once, got [B, T, H=2, K=3]");
        refused(() -> x_BTD.pick(T, 1), "pick: expected an index within T, got 1");
    }

    @Test
    void rotationNeedsAnEvenWidthAndAnglesOfIt() {
        Dim four = Dim.of("K", 4);
        Tensor even_BTK = graph.input("even", ElementType.REAL, B, T, four);
        Tensor cos_BTK = ids_BT.rotaryAngles(four, 100).cos();
        refused(() -> ids_BT.rotaryAngles(K, 100), "rotaryAngles: expected an even width, got K=3");
        refused(() -> x_BTD.rotaryAngles(four, 100), "rotaryAngles: expected integers, got x[B, T, D=6]");
        refused(
                () -> x_BTD.rotate(cos_BTK, cos_BTK),
                "rotate: expected dimensions of [B, T, D=6] in their order, got [B, T, K=4]");
        Tensor rows_B = graph.input("rows", ElementType.REAL, B);
        refused(() -> even_BTK.rotate(rows_B, rows_B), "rotate: expected angles of x's last dimension, got [B]");
        refused(() -> even_BTK.rotate(cos_BTK, rows_B), "rotate: expected sines of shape [B, T, K=4], got [B]");
        Tensor odd_BTK = graph.input("odd", ElementType.REAL, B, T, K);
        refused(() -> odd_BTK.rotate(odd_BTK, odd_BTK), "rotate: expected an even last dimension, got [B, T, K=3]");
    }

    @Test
    void attentionNeedsQueriesKeysAndValuesOfOneShape() {
        Tensor q_BHTK = graph.input("q", ElementType.REAL, B, H, T, K);
        Tensor k_BHK = graph.input("k", ElementType.REAL, B, H, K);
        refused(
                () -> x_BTD.attend(x_BTD, x_BTD, ids_BT, OptionalInt.empty(), 0),
                "attention: expected queries of four dimensions, got [B, T, D=6]");
        refused(
                () -> q_BHTK.attend(k_BHK, q_BHTK, ids_BT, OptionalInt.empty(), 0),
                "attention: expected keys of shape [B, H=2, T, K=3], got [B, H=2, K=3]");
        refused(
                () -> q_BHTK.attend(q_BHTK, k_BHK, ids_BT, OptionalInt.empty(), 0),
                "attention: expected values of shape [B, H=2, T, K=3], got [B, H=2, K=3]");
        refused(
                () -> q_BHTK.attend(q_BHTK, q_BHTK, bias_V, OptionalInt.empty(), 0),
                "attention: expected documents of shape [B, T], got [V=9]");
        Tensor real_BT = graph.input("real", ElementType.REAL, B, T);
        refused(
                () -> q_BHTK.attend(q_BHTK, q_BHTK, real_BT, OptionalInt.empty(), 0),
                "attention: expected integers, got real[B, T]");
        refused(
                () -> q_BHTK.attend(q_BHTK, q_BHTK, ids_BT, OptionalInt.empty(), -0.5),
                "attention: expected a rate from 0 to below 1, got -0.5");
        refused(
                () -> q_BHTK.attend(q_BHTK, q_BHTK, ids_BT, OptionalInt.of(-1), 0),
                "attention: expected a reach of 0 or more, got OptionalInt[-1]");
    }

    @Test
    void crossEntropyNeedsALabelForEachRow() {
        Tensor logits_MV = graph.input("logits", ElementType.REAL, M, V);
        refused(() -> x_BTD.crossEntropy(ids_BT), "crossEntropy: expected logits of two dimensions, got [B, T, D=6]");
        refused(() -> scalar.crossEntropy(ids_BT), "crossEntropy: expected logits of two dimensions, got []");
        refused(() -> logits_MV.crossEntropy(ids_BT), "crossEntropy: expected labels of shape [M], got [B, T]");
        Tensor real_M = graph.input("real", ElementType.REAL, M);
        refused(() -> logits_MV.crossEntropy(real_M), "crossEntropy: expected integers, got real[M]");
    }

    @Test
    void argMaxNeedsADimension() {
        refused(scalar::argMax, "argMax: expected x of at least one dimension, got []");
        assertThat(x_BTD.argMax().shape()).isEqualTo(Shape.of(B, T));
        assertThat(x_BTD.argMax().type()).isEqualTo(ElementType.INTEGER);
    }

    @Test
    void parameterHasFixedSizes() {
        refused(() -> graph.parameter("free", Shape.of(B, D)), "dimension B: expected a fixed size, got a free one");
    }

    @Test
    void aNameStandsForOneLeaf() {
        refused(() -> graph.parameter("ids", Shape.of(D)), "graph: expected each name once, got ids again");
    }

    @Test
    void graphsDoNotMix() {
        Tensor foreign = new Graph().input("foreign", ElementType.REAL, B, T, D);
        refused(() -> x_BTD.add(foreign), "graph: expected operands of this graph, got foreign[B, T, D=6]");
        refused(
                () -> graph.leadingTo(List.of(foreign)),
                "graph: expected a tensor of this graph, got foreign[B, T, D=6]");
    }

    private static void refused(ThrowingCallable operation, String message) {
        assertThatIllegalArgumentException().isThrownBy(operation).withMessage(message);
    }
}
