package dev.cloze.core.nn;

import dev.cloze.core.graph.Dim;
import dev.cloze.core.graph.Tensor;

/** Rotary position embedding (Su et al. 2021), its angles shared by all layers. */
record RotaryAngles(Tensor cos_BTK, Tensor sin_BTK) {

    static RotaryAngles of(Tensor positions_BT, Dim headWidth, double theta) {
        Tensor angles_BTK = positions_BT.rotaryAngles(headWidth, theta);
        return new RotaryAngles(angles_BTK.cos(), angles_BTK.sin());
    }

    Tensor rotate(Tensor x_BHTK) {
        return x_BHTK.rotate(cos_BTK, sin_BTK);
    }
}
