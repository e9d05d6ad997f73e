package dev.cloze.core.nn;

import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.config.Positions;
import dev.cloze.core.graph.Tensor;
import java.util.Optional;

/**
 * Token vectors, with learned positions added where the model has them, normalised, with dropout (Devlin et al. 2019).
 */
final class Embeddings {
    private final Tensor tokens_VD;
    private final Optional<Tensor> positions_PD;
    private final Norm norm;
    private final double dropout;

    Embeddings(Parameters parameters, Dims dims, EncoderConfig config) {
        tokens_VD = parameters.table("tokens.weight", dims.v(), dims.d());
        positions_PD = config.positions() == Positions.LEARNED
                ? Optional.of(parameters.table("positions.weight", dims.p(), dims.d()))
                : Optional.empty();
        norm = new Norm(parameters.in("norm"), dims.d(), config);
        dropout = config.dropout();
    }

    Tensor apply(Tensor ids_BT, RowLayout layout) {
        Tensor tokens_BTD = tokens_VD.embed(ids_BT);
        Tensor placed_BTD = positions_PD
                .map(table_PD -> tokens_BTD.add(table_PD.embed(layout.positions_BT())))
                .orElse(tokens_BTD);
        return norm.apply(placed_BTD).dropout(dropout);
    }

    /** The table that the head's decoder shares. */
    Tensor tokens_VD() {
        return tokens_VD;
    }
}
