package dev.cloze.core.graph;

import java.util.ArrayList;
import java.util.List;

/** The dimensions of a tensor in order. A weight [D, D] has one twice; such a dimension cannot be asked for by name. */
public record Shape(List<Dim> dims) {

    public Shape {
        dims = List.copyOf(dims);
    }

    public static Shape of(Dim... dims) {
        return new Shape(List.of(dims));
    }

    public int rank() {
        return dims.size();
    }

    public Dim last() {
        if (dims.isEmpty()) {
            throw new IllegalArgumentException("shape: expected at least one dimension, got a scalar");
        }
        return dims.get(dims.size() - 1);
    }

    /** Where a dimension stands; an error that names the shape if it is not there once. */
    public int indexOf(Dim dim) {
        int index = dims.indexOf(dim);
        if (index < 0 || index != dims.lastIndexOf(dim)) {
            throw new IllegalArgumentException("shape: expected dimension " + dim + " once, got " + this);
        }
        return index;
    }

    /** This shape with {@code count} dimensions from {@code index} on replaced. */
    public Shape replace(int index, int count, List<Dim> others) {
        List<Dim> result = new ArrayList<>(dims.subList(0, index));
        result.addAll(others);
        result.addAll(dims.subList(index + count, dims.size()));
        return new Shape(result);
    }

    /** The letters of the legend, as in {@code BHTK}. */
    public String letters() {
        StringBuilder letters = new StringBuilder();
        dims.forEach(dim -> letters.append(dim.name()));
        return letters.toString();
    }

    @Override
    public String toString() {
        return dims.toString();
    }
}
