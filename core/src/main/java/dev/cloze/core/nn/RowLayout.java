package dev.cloze.core.nn;

import dev.cloze.core.graph.Tensor;
import java.util.Optional;

/**
 * Where the tokens of a row stand: the number of each token's document, its position in it, its type if the model has
 * types, and the rotary angles if it uses them: of layers that see whole documents, and of those that see a window.
 */
record RowLayout(
        Tensor documents_BT,
        Tensor positions_BT,
        Optional<Tensor> types_BT,
        Optional<RotaryAngles> rotary,
        Optional<RotaryAngles> localRotary) {}
