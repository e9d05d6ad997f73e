package dev.cloze.core.model;

import dev.cloze.core.config.EncoderConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A way in which a folder holds a model. */
sealed interface ModelLayout permits OwnLayout, HuggingFaceLayout {
    EncoderConfig encoder();

    int vocabularySize();

    /** The parts whose weights are there, the encoder among them. */
    Set<ModelPart> parts();

    /** Tensors of the files that no part of ours has. */
    List<String> leftOut();

    /** The weights of parts that are there, by parameter name. */
    Map<String, float[]> weights(Set<ModelPart> wanted) throws IOException;
}
