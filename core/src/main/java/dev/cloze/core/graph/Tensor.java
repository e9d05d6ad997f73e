package dev.cloze.core.graph;

import dev.cloze.core.config.Activation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A value of a graph: the result of one operation. Its methods add operations to the graph; nothing is computed. Its
 * name ends in the letters of its shape and is what the generated script calls it.
 */
public final class Tensor {
    private final Graph graph;
    private final Operation operation;
    private final String name;

    Tensor(Graph graph, Operation operation, String name) {
        this.graph = graph;
        this.operation = operation;
        this.name = name;
    }

    public Operation operation() {
        return operation;
    }

    public Shape shape() {
        return operation.shape();
    }

    public ElementType type() {
        return operation.type();
    }

    /** The name without the letters of the shape. */
    public String name() {
        return name;
    }

    /** The same value under a name of the caller's. */
    public Tensor named(String newName) {
        return graph.rename(this, newName);
    }

    /** This value, at which the graph may be cut: {@link Segments}. */
    public Tensor cut() {
        graph.cut(this);
        return this;
    }

    public Tensor add(Tensor other) {
        return graph.add(new Operation.Add(this, other), "sum");
    }

    public Tensor multiply(Tensor other) {
        return graph.add(new Operation.Multiply(this, other), "product");
    }

    public Tensor divide(Tensor scalar) {
        return graph.add(new Operation.Divide(this, scalar), "quotient");
    }

    public Tensor sum() {
        return graph.add(new Operation.Sum(this), "total");
    }

    public Tensor activate(Activation function) {
        return graph.add(new Operation.Activate(this, function), "active");
    }

    public Tensor tanh() {
        return graph.add(new Operation.Tanh(this), "tanh");
    }

    public Tensor cos() {
        return graph.add(new Operation.Cos(this), "cos");
    }

    public Tensor sin() {
        return graph.add(new Operation.Sin(this), "sin");
    }

    public Tensor linear(Tensor weight, Optional<Tensor> bias) {
        return graph.add(new Operation.Linear(this, weight, bias), "linear");
    }

    public Tensor layerNorm(Tensor weight, Optional<Tensor> bias, double epsilon) {
        return graph.add(new Operation.LayerNorm(this, weight, bias, epsilon), "norm");
    }

    /** The rows of this table that the ids name. */
    public Tensor embed(Tensor ids) {
        return graph.add(new Operation.Embedding(this, ids), "embedded");
    }

    public Tensor rows(Tensor indices) {
        return graph.add(new Operation.Rows(this, indices), "rows");
    }

    public Tensor split(Dim dim, Dim... parts) {
        return graph.add(new Operation.Split(this, dim, List.of(parts)), name);
    }

    public Tensor join(Dim dim, Dim... parts) {
        return graph.add(new Operation.Join(this, dim, List.of(parts)), name);
    }

    public Tensor transpose(Dim... order) {
        return graph.add(new Operation.Transpose(this, Shape.of(order)), name);
    }

    public Tensor pick(Dim dim, int index) {
        return graph.add(new Operation.Pick(this, dim, index), name);
    }

    public Tensor rotaryAngles(Dim width, double theta) {
        return graph.add(new Operation.RotaryAngles(this, width, theta), "angles");
    }

    public Tensor rotate(Tensor cos, Tensor sin) {
        return graph.add(new Operation.Rotate(this, cos, sin), name);
    }

    /** Attention with this tensor as the queries; {@code dropout} is the rate for its probabilities. */
    public Tensor attend(Tensor keys, Tensor values, Tensor documents, OptionalInt reach, double dropout) {
        return graph.add(new Operation.Attention(this, keys, values, documents, reach, dropout), "mixed");
    }

    /** Dropout; this tensor itself at rate 0. */
    public Tensor dropout(double rate) {
        return rate == 0 ? this : graph.add(new Operation.Dropout(this, rate), "kept");
    }

    public Tensor crossEntropy(Tensor labels) {
        return graph.add(new Operation.CrossEntropy(this, labels), "losses");
    }

    public Tensor argMax() {
        return graph.add(new Operation.ArgMax(this), "best");
    }

    @Override
    public String toString() {
        return name + shape();
    }
}
