package dev.cloze.core.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.cloze.core.config.Activation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class InterpreterTest {
    private static final Dim B = Dim.free("B");
    private static final Dim T = Dim.free("T");
    private static final Dim D = Dim.of("D", 2);
    private static final Dim H = Dim.of("H", 1);

    private final Graph graph = new Graph();

    /** Mean 2 and variance 1 give -1 and 1; weights (2, 4) and biases (1, -1) make them -1 and 3. */
    @Test
    void layerNormCentresAndScales() {
        Tensor x_BD = graph.input("x", ElementType.REAL, B, D);
        Tensor weight_D = graph.parameter("weight", Shape.of(D));
        Tensor bias_D = graph.parameter("bias", Shape.of(D));

        assertThat(run(
                        x_BD.layerNorm(weight_D, Optional.of(bias_D), 1e-20),
                        Map.of("x", rows(1, 1, 3), "weight", list(2, 4), "bias", list(1, -1))))
                .containsExactly(new double[] {-1, 3}, within(1e-12));
    }

    /** Equal scores: each token gets the mean of its own document's values, (1 + 3) / 2 and 10. */
    @Test
    void attentionStaysWithinDocuments() {
        assertThat(run(
                        attention(Dim.of("K", 1)),
                        Map.of(
                                "q", heads(3, 0, 0, 0),
                                "k", heads(3, 0, 0, 0),
                                "v", heads(3, 1, 3, 10),
                                "documents", rows(1, 4, 4, -1))))
                .containsExactly(new double[] {2, 2, 10}, within(1e-12));
    }

    /** Head width 4 halves the scores: 2 ln 3 becomes ln 3, so the weights are 1/4 and 3/4. */
    @Test
    void attentionWeighsByTheSoftmaxOfScaledScores() {
        double score = 2 * Math.log(3);

        assertThat(run(
                        attention(Dim.of("K", 4)),
                        Map.of(
                                "q", heads(2, 1, 0, 0, 0, 1, 0, 0, 0),
                                "k", heads(2, 0, 5, 5, 5, score, 5, 5, 5),
                                "v", heads(2, 4, 0, 0, 1, 8, 0, 0, 1),
                                "documents", rows(1, 0, 0))))
                .containsExactly(new double[] {7, 0, 0, 1, 7, 0, 0, 1}, within(1e-12));
    }

    /** K 4 and theta 16: at position 2 the pairs (0, 2) and (1, 3) turn by 2 and by 2 / sqrt(16). */
    @Test
    void rotationTurnsPairsOfHalves() {
        Dim k = Dim.of("K", 4);
        Tensor positions_BT = graph.input("positions", ElementType.INTEGER, B, T);
        Tensor x_BTK = graph.input("x", ElementType.REAL, B, T, k);
        Tensor angles_BTK = positions_BT.rotaryAngles(k, 16);

        assertThat(run(
                        x_BTK.rotate(angles_BTK.cos(), angles_BTK.sin()),
                        Map.of(
                                "positions", rows(1, 0, 2),
                                "x", Value.of(new int[] {1, 2, 4}, 1.0, 1, 0, 0, 1, 1, 0, 0))))
                .containsExactly(
                        new double[] {1, 1, 0, 0, Math.cos(2), Math.cos(0.5), Math.sin(2), Math.sin(0.5)},
                        within(1e-12));
    }

    /** Probabilities 1/4 and 3/4. */
    @Test
    void crossEntropyIsInNats() {
        Tensor logits_BD = graph.input("logits", ElementType.REAL, B, D);
        Tensor labels_B = graph.input("labels", ElementType.INTEGER, B);

        assertThat(run(
                        logits_BD.crossEntropy(labels_B),
                        Map.of("logits", rows(2, 0, Math.log(3), 0, Math.log(3)), "labels", list(0, 1))))
                .containsExactly(new double[] {Math.log(4), Math.log(4.0 / 3)}, within(1e-12));
    }

    /** Phi(1) is 0.8413447460685429. */
    @Test
    void geluWeighsByTheNormalDistribution() {
        Tensor x_B = graph.input("x", ElementType.REAL, B);

        assertThat(run(x_B.activate(Activation.GELU), Map.of("x", list(-1, 0, 1))))
                .containsExactly(new double[] {-0.1586552539314571, 0, 0.8413447460685429}, within(1e-12));
    }

    /** Off from the exact one by at most 5e-4 (Hendrycks and Gimpel 2016 give the formula; 1 and -1 by hand). */
    @Test
    void theTanhFormOfGeluIsNearIt() {
        Tensor x_B = graph.input("x", ElementType.REAL, B);
        double phi = 0.5 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * 1.044715));

        assertThat(run(x_B.activate(Activation.GELU_TANH), Map.of("x", list(-1, 0, 1))))
                .containsExactly(new double[] {phi - 1, 0, phi}, within(1e-12))
                .containsExactly(new double[] {-0.1586552539314571, 0, 0.8413447460685429}, within(5e-4));
    }

    /** Equal scores: each token gets the mean of what it sees, its neighbours within its document. */
    @Test
    void aWindowEndsAttentionAtItsReach() {
        Tensor mixed_BHTK = attention(Dim.of("K", 1), OptionalInt.of(1));
        Map<String, Value> leaves = Map.of(
                "q", heads(5, 0, 0, 0, 0, 0),
                "k", heads(5, 0, 0, 0, 0, 0),
                "v", heads(5, 1, 2, 6, 30, 50),
                "documents", rows(1, 0, 0, 0, 1, 1));

        assertThat(run(mixed_BHTK, leaves)).containsExactly(new double[] {1.5, 3, 4, 40, 40}, within(1e-12));
    }

    @Test
    void linearMultipliesWithTheTransposedWeight() {
        Tensor x_BD = graph.input("x", ElementType.REAL, B, D);
        Dim v = Dim.of("V", 3);
        Tensor weight_VD = graph.parameter("weight", Shape.of(v, D));
        Tensor bias_V = graph.parameter("bias", Shape.of(v));

        assertThat(run(
                        x_BD.linear(weight_VD, Optional.of(bias_V)),
                        Map.of("x", rows(1, 1, 2), "weight", rows(3, 1, 0, 0, 1, 3, 4), "bias", list(10, 20, 30))))
                .containsExactly(11, 22, 41);
    }

    @Test
    void lookUpsTakeWholeRows() {
        Tensor table_VD = graph.parameter("table", Shape.of(Dim.of("V", 3), D));
        Tensor ids_BT = graph.input("ids", ElementType.INTEGER, B, T);
        Tensor places_M = graph.input("places", ElementType.INTEGER, Dim.free("M"));
        Map<String, Value> leaves = Map.of("table", rows(3, 1, 2, 3, 4, 5, 6), "ids", rows(2, 2, 0), "places", list(1));

        assertThat(run(table_VD.embed(ids_BT), leaves)).containsExactly(5, 6, 1, 2);
        assertThat(run(table_VD.embed(ids_BT).rows(places_M), leaves)).containsExactly(1, 2);
    }

    @Test
    void rearrangementsKeepTheNumbers() {
        Dim two = Dim.of("2", 2);
        Dim three = Dim.of("3", 3);
        Dim six = Dim.of("6", 6);
        Tensor x_B6 = graph.input("x", ElementType.REAL, B, six);
        Tensor x_B23 = x_B6.split(six, two, three);
        Map<String, Value> leaves = Map.of("x", rows(1, 0, 1, 2, 3, 4, 5));

        assertThat(run(x_B23.transpose(B, three, two), leaves)).containsExactly(0, 3, 1, 4, 2, 5);
        assertThat(run(x_B23.pick(two, 1), leaves)).containsExactly(3, 4, 5);
        assertThat(run(x_B23.pick(three, 1), leaves)).containsExactly(1, 4);
        assertThat(run(x_B23.join(six, two, three), leaves)).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void smallerOperandsAreRepeated() {
        Tensor x_BTD = graph.input("x", ElementType.REAL, B, T, D);
        Tensor row_BD = graph.input("row", ElementType.REAL, B, D);
        Map<String, Value> leaves = Map.of("x", Value.of(new int[] {1, 2, 2}, 1.0, 2, 3, 4), "row", rows(1, 10, 100));

        assertThat(run(x_BTD.add(row_BD), leaves)).containsExactly(11, 102, 13, 104);
        assertThat(run(x_BTD.multiply(row_BD), leaves)).containsExactly(10, 200, 30, 400);
    }

    @Test
    void totalsAndMaxima() {
        Tensor x_BD = graph.input("x", ElementType.REAL, B, D);
        Tensor total = graph.input("total", ElementType.REAL);
        Map<String, Value> leaves = Map.of("x", rows(2, 1, 2, 5, 4), "total", Value.of(new int[0], 3.0));

        assertThat(run(x_BD.sum().divide(total), leaves)).containsExactly(4);
        assertThat(run(x_BD.argMax(), leaves)).containsExactly(1, 0);
    }

    @Test
    void leavesMustFitTheirShapes() {
        Tensor x_BD = graph.input("x", ElementType.REAL, B, D);
        Tensor y_BD = graph.input("y", ElementType.REAL, B, D);
        Tensor sum_BD = x_BD.add(y_BD);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(sum_BD, Map.of("x", rows(1, 1, 2))))
                .withMessage("interpreter: expected a value for y, got none");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(sum_BD, Map.of("x", rows(1, 1, 2), "y", rows(2, 1, 2, 3, 4))))
                .withMessage("dimension B: expected 1, got 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> run(sum_BD, Map.of("x", list(1, 2), "y", list(1, 2))))
                .withMessage("interpreter: expected a value of shape [B, D=2] for x, got sizes [2]");
    }

    private Tensor attention(Dim k) {
        return attention(k, OptionalInt.empty());
    }

    private Tensor attention(Dim k, OptionalInt reach) {
        Tensor q_BHTK = graph.input("q", ElementType.REAL, B, H, T, k);
        Tensor k_BHTK = graph.input("k", ElementType.REAL, B, H, T, k);
        Tensor v_BHTK = graph.input("v", ElementType.REAL, B, H, T, k);
        return q_BHTK.attend(k_BHTK, v_BHTK, graph.input("documents", ElementType.INTEGER, B, T), reach, 0);
    }

    private double[] run(Tensor output, Map<String, Value> leaves) {
        return Interpreter.run(graph, List.of(output), leaves).get(0).toArray();
    }

    private static Value list(double... numbers) {
        return Value.of(new int[] {numbers.length}, numbers);
    }

    private static Value rows(int count, double... numbers) {
        return Value.of(new int[] {count, numbers.length / count}, numbers);
    }

    /** One row of one head. */
    private static Value heads(int length, double... numbers) {
        return Value.of(new int[] {1, 1, length, numbers.length / length}, numbers);
    }
}
