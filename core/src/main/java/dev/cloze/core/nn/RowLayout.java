package dev.cloze.core.nn;

import dev.cloze.core.graph.Tensor;
import java.util.Optional;

/**
 * Where the tokens of a row stand: the number of each token's document, its position in it, and the rotary angles if
 * the model uses them.
 */
record RowLayout(Tensor documents_BT, Tensor positions_BT, Optional<RotaryAngles> rotary) {}
