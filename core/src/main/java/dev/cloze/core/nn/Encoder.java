package dev.cloze.core.nn;

import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.config.NormPlacement;
import dev.cloze.core.graph.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Embeddings and a stack of layers; with norms before the sublayers one more norm closes it. The graph may be cut before
 * and after each layer.
 */
final class Encoder {
    private final Embeddings embeddings;
    private final List<EncoderLayer> layers;
    private final Optional<Norm> lastNorm;

    Encoder(Parameters parameters, Dims dims, EncoderConfig config) {
        embeddings = new Embeddings(parameters.in("embeddings"), dims, config);
        layers = IntStream.range(0, config.layers())
                .mapToObj(i -> new EncoderLayer(parameters.in("layers." + i), dims, config, i))
                .toList();
        lastNorm = config.norm() == NormPlacement.POST
                ? Optional.empty()
                : Optional.of(new Norm(parameters.in("norm"), dims.d(), config));
    }

    Tensor apply(Tensor ids_BT, RowLayout layout) {
        Tensor x_BTD = embeddings.apply(ids_BT, layout).cut();
        for (EncoderLayer layer : layers) {
            x_BTD = layer.apply(x_BTD, layout).cut();
        }
        return lastNorm.isPresent() ? lastNorm.get().apply(x_BTD) : x_BTD;
    }

    Embeddings embeddings() {
        return embeddings;
    }
}
