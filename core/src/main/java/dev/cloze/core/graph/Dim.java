package dev.cloze.core.graph;

import java.util.OptionalInt;

/**
 * A named dimension: of a known size, or free until the graph runs.
 *
 * @param name a letter of the legend, or a digit where the size is the name, as the 3 of {@code qkv_BT3HK}
 * @param size empty for a free dimension
 */
public record Dim(String name, OptionalInt size) {

    public Dim {
        if (!name.matches("[A-Za-z0-9]+")) {
            throw new IllegalArgumentException("dimension: expected letters or digits, got " + name);
        }
        if (size.isPresent() && size.getAsInt() < 1) {
            throw new IllegalArgumentException(
                    "dimension " + name + ": expected a positive size, got " + size.getAsInt());
        }
    }

    public static Dim of(String name, int size) {
        return new Dim(name, OptionalInt.of(size));
    }

    public static Dim free(String name) {
        return new Dim(name, OptionalInt.empty());
    }

    /** The size of a dimension that must have one. */
    public int fixedSize() {
        return size.orElseThrow(
                () -> new IllegalArgumentException("dimension " + name + ": expected a fixed size, got a free one"));
    }

    @Override
    public String toString() {
        return size.isPresent() && !name.equals(String.valueOf(size.getAsInt())) ? name + "=" + size.getAsInt() : name;
    }
}
