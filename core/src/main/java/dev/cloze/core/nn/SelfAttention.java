package dev.cloze.core.nn;

import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.graph.Dim;
import dev.cloze.core.graph.Tensor;
import java.util.Optional;
import java.util.OptionalInt;

/** Multi-head self-attention (Vaswani et al. 2017, section 3.2.2), queries, keys and values in one projection. */
final class SelfAttention {
    private static final Dim THREE = Dim.of("3", 3);

    private final Dims dims;
    private final OptionalInt reach;
    private final double dropout;
    private final Dim joined;
    private final Linear qkv;
    private final Linear out;

    /** {@code reach}: how many places away a token sees at most; empty for its whole document. */
    SelfAttention(Parameters parameters, Parameters outputs, Dims dims, EncoderConfig config, OptionalInt reach) {
        this.dims = dims;
        this.reach = reach;
        dropout = config.dropout().attention();
        joined = Dim.of("3D", 3 * config.width());
        qkv = new Linear(parameters.in("qkv"), dims.d(), joined, 3, config.biases());
        out = new Linear(outputs.in("out"), dims.d(), dims.d(), 1, config.biases());
    }

    Tensor apply(Tensor x_BTD, RowLayout layout) {
        Tensor qkv_BT3HK = qkv.apply(x_BTD).named("qkv").split(joined, THREE, dims.h(), dims.k());
        Tensor q_BHTK = rotated(qkv_BT3HK, 0, "q", layout);
        Tensor k_BHTK = rotated(qkv_BT3HK, 1, "k", layout);
        Tensor v_BHTK = heads(qkv_BT3HK, 2, "v");

        Tensor mixed_BHTK = q_BHTK.attend(k_BHTK, v_BHTK, layout.documents_BT(), reach, dropout);
        return out.apply(
                mixed_BHTK.transpose(dims.b(), dims.t(), dims.h(), dims.k()).join(dims.d(), dims.h(), dims.k()));
    }

    private Tensor rotated(Tensor qkv_BT3HK, int index, String name, RowLayout layout) {
        Tensor x_BHTK = heads(qkv_BT3HK, index, name);
        Optional<RotaryAngles> angles = reach.isPresent() ? layout.localRotary() : layout.rotary();
        return angles.map(rotary -> rotary.rotate(x_BHTK)).orElse(x_BHTK);
    }

    private Tensor heads(Tensor qkv_BT3HK, int index, String name) {
        return qkv_BT3HK.pick(THREE, index).named(name).transpose(dims.b(), dims.h(), dims.t(), dims.k());
    }
}
