package dev.cloze.core.nn;

import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.graph.Dim;

/** The dimensions of one model, by the letters of the legend. */
record Dims(Dim b, Dim t, Dim m, Dim d, Dim h, Dim k, Dim f, Dim v, Dim p) {

    static Dims of(EncoderConfig config, int vocabularySize) {
        return new Dims(
                Dim.free("B"),
                Dim.free("T"),
                Dim.free("M"),
                Dim.of("D", config.width()),
                Dim.of("H", config.heads()),
                Dim.of("K", config.headWidth()),
                Dim.of("F", config.feedForwardWidth()),
                Dim.of("V", vocabularySize),
                Dim.of("P", config.maxPositions()));
    }
}
