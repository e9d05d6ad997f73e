package dev.cloze.core.graph;

import java.util.HashMap;
import java.util.Map;

/** The sizes of the free dimensions for one run of a graph. */
public final class Sizes {
    private final Map<Dim, Integer> free = new HashMap<>();

    /** Binds a free dimension; a second, different size is an error that names it. */
    public Sizes bind(Dim dim, int size) {
        if (size < 0) {
            throw new IllegalArgumentException("dimension " + dim + ": expected a size of 0 or more, got " + size);
        }
        if (dim.size().isPresent()) {
            if (dim.fixedSize() != size) {
                throw new IllegalArgumentException("dimension " + dim + ": expected its size, got " + size);
            }
            return this;
        }
        Integer known = free.putIfAbsent(dim, size);
        if (known != null && known != size) {
            throw new IllegalArgumentException("dimension " + dim + ": expected " + known + ", got " + size);
        }
        return this;
    }

    /** The size of a dimension: its own, or the one that it was bound to. */
    public int of(Dim dim) {
        if (dim.size().isPresent()) {
            return dim.fixedSize();
        }
        Integer size = free.get(dim);
        if (size == null) {
            throw new IllegalArgumentException("dimension " + dim + ": expected a bound size, got none");
        }
        return size;
    }

    /** How many elements a tensor of this shape has. */
    public long count(Shape shape) {
        return shape.dims().stream().mapToLong(this::of).reduce(1, (a, b) -> a * b);
    }
}
