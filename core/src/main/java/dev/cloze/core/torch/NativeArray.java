package dev.cloze.core.torch;

import ai.djl.ndarray.NDArray;

/** A tensor in the engine's memory; it lives until its {@link Scope} closes. */
public final class NativeArray implements NativeArgument {
    private final NDArray array;

    NativeArray(NDArray array) {
        this.array = array;
    }

    NDArray ndArray() {
        return array;
    }

    /** The sizes of its dimensions; empty for a scalar. */
    public long[] sizes() {
        return array.getShape().getShape();
    }

    /** A copy of its float32 numbers, row-major. */
    public float[] toFloats() {
        return array.toFloatArray();
    }

    /** A copy of its 64-bit integers, row-major. */
    public long[] toLongs() {
        return array.toLongArray();
    }

    /** The number of a float32 scalar. */
    public float toFloat() {
        return array.getFloat();
    }
}
