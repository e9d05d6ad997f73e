package dev.cloze.core.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloze.core.TinyModels;
import dev.cloze.core.nn.MaskedLanguageModel;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentsTest {
    private static final Dim D = Dim.of("D", 2);

    private final Graph graph = new Graph();
    private final Tensor x_D = graph.input("x", ElementType.REAL, D);
    private final Tensor a_D = graph.parameter("a", Shape.of(D));
    private final Tensor b_D = graph.parameter("b", Shape.of(D));

    @Test
    void piecesEndAtTheCutsAndAtTheOutput() {
        Tensor square_D = x_D.multiply(x_D);
        Tensor first_D = square_D.multiply(a_D).cut();
        Tensor second_D = first_D.add(square_D).multiply(b_D).cut();
        Tensor sum = second_D.multiply(a_D).sum();

        Segments segments = Segments.of(graph, sum);

        assertThat(segments.common()).containsExactly(x_D, square_D);
        assertThat(segments.pieces()).hasSize(3);
        assertThat(segments.pieces().get(0)).containsExactly(a_D, first_D);
        assertThat(segments.pieces().get(1))
                .hasSize(3)
                .startsWith(second_D.operation().operands().get(0));
        assertThat(segments.pieces().get(1)).contains(b_D).endsWith(second_D);
        assertThat(segments.pieces().get(2)).startsWith(a_D).endsWith(sum);
    }

    @Test
    void withoutCutsThereIsOnePiece() {
        assertThat(Segments.of(graph, x_D.multiply(a_D).sum()).pieces()).hasSize(1);
    }

    @Test
    void aCutPastWhichAnotherResultIsUsedIsRefused() {
        Tensor before_D = x_D.multiply(a_D);
        Tensor cut_D = before_D.multiply(b_D).cut();

        assertThatThrownBy(() -> Segments.of(graph, cut_D.add(before_D).sum()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("cut: expected one tensor between two segments, got also sum");
    }

    @Test
    void twoCutsBesideEachOtherAreRefused() {
        Tensor one_D = x_D.multiply(a_D).cut();
        Tensor other_D = x_D.multiply(b_D).cut();

        assertThatThrownBy(() -> Segments.of(graph, one_D.add(other_D).sum()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("cut: expected one tensor between two segments, got also product");
    }

    /** Embeddings, layers, and the rest; angles and documents are everyone's. */
    @Test
    void aModelIsCutBeforeAndAfterEachLayer() {
        for (var config : List.of(TinyModels.BERT, TinyModels.MODERN, TinyModels.LOCAL)) {
            MaskedLanguageModel model = new MaskedLanguageModel(config, 11);
            assertThat(Segments.of(model.graph(), model.loss()).pieces()).hasSize(1 + config.layers() + 1);
        }
    }
}
