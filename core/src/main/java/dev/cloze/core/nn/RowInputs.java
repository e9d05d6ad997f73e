package dev.cloze.core.nn;

import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.config.Positions;
import dev.cloze.core.graph.ElementType;
import dev.cloze.core.graph.Graph;
import dev.cloze.core.graph.Tensor;
import java.util.Optional;
import java.util.stream.IntStream;

/** The inputs that every encoder's graph has: {@code ids_BT} and what tells where the tokens stand. */
record RowInputs(Tensor ids_BT, RowLayout layout) {

    static RowInputs declare(Graph graph, Dims dims, EncoderConfig config) {
        Tensor ids_BT = graph.input("ids", ElementType.INTEGER, dims.b(), dims.t());
        Tensor positions_BT = graph.input("positions", ElementType.INTEGER, dims.b(), dims.t());
        Tensor documents_BT = graph.input("documents", ElementType.INTEGER, dims.b(), dims.t());
        Optional<Tensor> types_BT = config.tokenTypes() > 0
                ? Optional.of(graph.input("types", ElementType.INTEGER, dims.b(), dims.t()))
                : Optional.empty();
        boolean rotary = config.positions() == Positions.ROTARY;
        boolean local = IntStream.range(0, config.layers()).anyMatch(layer -> !config.isGlobal(layer));
        return new RowInputs(
                ids_BT,
                new RowLayout(
                        documents_BT,
                        positions_BT,
                        types_BT,
                        rotary
                                ? Optional.of(RotaryAngles.of(positions_BT, dims.k(), config.rotaryTheta()))
                                : Optional.empty(),
                        rotary && local
                                ? Optional.of(RotaryAngles.of(positions_BT, dims.k(), config.localRotaryTheta()))
                                : Optional.empty()));
    }
}
