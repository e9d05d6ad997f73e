package dev.cloze.core.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShapeTest {
    private static final Dim B = Dim.free("B");
    private static final Dim D = Dim.of("D", 6);
    private static final Dim THREE = Dim.of("3", 3);

    @Test
    void dimensionsAreNamedWithTheirSizes() {
        assertThat(Shape.of(B, THREE, D)).hasToString("[B, 3, D=6]");
        assertThat(Shape.of(B, THREE, D).letters()).isEqualTo("B3D");
    }

    @Test
    void dimensionRefusesNamesAndSizesThatAreNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Dim.of("D D", 1))
                .withMessage("dimension: expected letters or digits, got D D");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Dim.of("D", 0))
                .withMessage("dimension D: expected a positive size, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(B::fixedSize)
                .withMessage("dimension B: expected a fixed size, got a free one");
    }

    @Test
    void replacingTouchesOnlyTheRange() {
        assertThat(Shape.of(B, THREE, D).replace(1, 1, List.of())).isEqualTo(Shape.of(B, D));
        assertThat(Shape.of(B, D).replace(1, 1, List.of(THREE, D))).isEqualTo(Shape.of(B, THREE, D));
    }

    @Test
    void sizesHoldOneNumberForEachDimension() {
        Sizes sizes = new Sizes().bind(B, 4).bind(B, 4).bind(D, 6);

        assertThat(sizes.count(Shape.of(B, THREE, D))).isEqualTo(4 * 3 * 6);
        assertThat(sizes.count(Shape.of())).isEqualTo(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sizes.bind(B, 5))
                .withMessage("dimension B: expected 4, got 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sizes.bind(D, 5))
                .withMessage("dimension D=6: expected its size, got 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sizes.bind(B, -1))
                .withMessage("dimension B: expected a size of 0 or more, got -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sizes.of(Dim.free("T")))
                .withMessage("dimension T: expected a bound size, got none");
    }

    @Test
    void countsBeyondAnIntAreExact() {
        Sizes sizes = new Sizes().bind(B, 1 << 20);

        assertThat(sizes.count(Shape.of(B, Dim.of("V", 1 << 20)))).isEqualTo(1L << 40);
    }
}
