package dev.cloze.core.graph;

import java.util.Arrays;

/** A tensor's numbers in the interpreter: row-major float64; integers are held exactly up to 2^53. */
public final class Value {
    private final int[] sizes;
    private final double[] data;

    private Value(int[] sizes, double[] data) {
        long count = Arrays.stream(sizes).asLongStream().reduce(1, (a, b) -> a * b);
        if (count != data.length) {
            throw new IllegalArgumentException(
                    "value: expected " + count + " numbers for " + Arrays.toString(sizes) + ", got " + data.length);
        }
        this.sizes = sizes;
        this.data = data;
    }

    public static Value of(int[] sizes, double... data) {
        return new Value(sizes.clone(), data.clone());
    }

    public static Value of(int[] sizes, long... data) {
        return new Value(sizes.clone(), Arrays.stream(data).asDoubleStream().toArray());
    }

    static Value wrap(int[] sizes, double[] data) {
        return new Value(sizes, data);
    }

    static Value zeros(int... sizes) {
        return new Value(sizes, new double[Arrays.stream(sizes).reduce(1, (a, b) -> a * b)]);
    }

    public int[] sizes() {
        return sizes.clone();
    }

    /** A copy of the numbers. */
    public double[] toArray() {
        return data.clone();
    }

    /** The number of a scalar. */
    public double scalar() {
        if (data.length != 1) {
            throw new IllegalArgumentException("value: expected a scalar, got sizes " + Arrays.toString(sizes));
        }
        return data[0];
    }

    int count() {
        return data.length;
    }

    int size(int dimension) {
        return sizes[dimension];
    }

    int lastSize() {
        return sizes[sizes.length - 1];
    }

    double at(int index) {
        return data[index];
    }

    void set(int index, double value) {
        data[index] = value;
    }

    Value reshaped(int... newSizes) {
        return new Value(newSizes, data);
    }
}
