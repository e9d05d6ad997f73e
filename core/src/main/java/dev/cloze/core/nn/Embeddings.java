package dev.cloze.core.nn;

import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.config.Positions;
import dev.cloze.core.graph.Dim;
import dev.cloze.core.graph.Tensor;
import java.util.Optional;

/**
 * Token vectors, with learned positions and token types added where the model has them, normalised, with dropout (Devlin et
 * al. 2019).
 */
final class Embeddings {
    private final Tensor tokens_VD;
    private final Optional<Tensor> positions_PD;
    private final Optional<Tensor> types_YD;
    private final Norm norm;
    private final double dropout;

    Embeddings(Parameters parameters, Dims dims, EncoderConfig config) {
        tokens_VD = parameters.table("tokens.weight", dims.v(), dims.d());
        positions_PD = config.positions() == Positions.LEARNED
                ? Optional.of(parameters.table("positions.weight", dims.p(), dims.d()))
                : Optional.empty();
        types_YD = config.tokenTypes() > 0
                ? Optional.of(parameters.table("types.weight", Dim.of("Y", config.tokenTypes()), dims.d()))
                : Optional.empty();
        norm = new Norm(parameters.in("norm"), dims.d(), config);
        dropout = config.dropout().embeddings();
    }

    Tensor apply(Tensor ids_BT, RowLayout layout) {
        Tensor tokens_BTD = tokens_VD.embed(ids_BT);
        Tensor placed_BTD = positions_PD
                .map(table_PD -> tokens_BTD.add(table_PD.embed(layout.positions_BT())))
                .orElse(tokens_BTD);
        Tensor typed_BTD = types_YD.map(table_YD ->
                        placed_BTD.add(table_YD.embed(layout.types_BT().orElseThrow())))
                .orElse(placed_BTD);
        return norm.apply(typed_BTD).dropout(dropout);
    }

    /** The table that the head's decoder shares. */
    Tensor tokens_VD() {
        return tokens_VD;
    }
}
