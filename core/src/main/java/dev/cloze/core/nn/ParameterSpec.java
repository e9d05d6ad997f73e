package dev.cloze.core.nn;

import dev.cloze.core.graph.Dim;
import dev.cloze.core.graph.Shape;

/**
 * A parameter as the model declares it.
 *
 * @param name unique in the model, as {@code layers.0.attention.qkv.weight}
 * @param shape all of its dimensions have sizes
 * @param blocks how many independent matrices of equal size stand below each other in it; 1 but for joined projections
 */
public record ParameterSpec(String name, Shape shape, Role role, int blocks, Initialisation initialisation) {

    /** How many numbers it holds. */
    public int count() {
        return shape.dims().stream().mapToInt(Dim::fixedSize).reduce(1, Math::multiplyExact);
    }

    /** The sizes of its dimensions. */
    public long[] sizes() {
        return shape.dims().stream().mapToLong(Dim::fixedSize).toArray();
    }

    /** Its values before training, row-major. */
    public float[] initialValues(long seed) {
        return initialisation.values(seed, name, count());
    }
}
