package dev.cloze.core.graph;

import dev.cloze.core.config.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One operation of a graph. The set is closed: a new one does not compile until every {@link Visitor} knows it. Each
 * record checks its operands' shapes when it is made and knows the shape of its result.
 */
public sealed interface Operation {

    /** The tensors that it reads, in order. */
    List<Tensor> operands();

    /** The shape of its result. */
    Shape shape();

    /** The element type of its result. */
    default ElementType type() {
        return ElementType.REAL;
    }

    <R> R accept(Visitor<R> visitor);

    /** One method for each operation. */
    interface Visitor<R> {
        R input(Input operation);

        R parameter(Parameter operation);

        R add(Add operation);

        R multiply(Multiply operation);

        R divide(Divide operation);

        R sum(Sum operation);

        R activate(Activate operation);

        R tanh(Tanh operation);

        R cos(Cos operation);

        R sin(Sin operation);

        R linear(Linear operation);

        R layerNorm(LayerNorm operation);

        R embedding(Embedding operation);

        R rows(Rows operation);

        R split(Split operation);

        R join(Join operation);

        R transpose(Transpose operation);

        R pick(Pick operation);

        R rotaryAngles(RotaryAngles operation);

        R rotate(Rotate operation);

        R attention(Attention operation);

        R dropout(Dropout operation);

        R crossEntropy(CrossEntropy operation);

        R argMax(ArgMax operation);
    }

    /** What a caller gives at each run. */
    record Input(String name, Shape shape, ElementType type) implements Operation {
        @Override
        public List<Tensor> operands() {
            return List.of();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.input(this);
        }
    }

    /** A trained tensor, known by its name. */
    record Parameter(String name, Shape shape) implements Operation {
        public Parameter {
            shape.dims().forEach(Dim::fixedSize);
        }

        @Override
        public List<Tensor> operands() {
            return List.of();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.parameter(this);
        }
    }

    /** {@code x + y}; the dimensions of y are some of x's, in the same order. */
    record Add(Tensor x, Tensor y) implements Operation {
        public Add {
            Checks.broadcasts("add", x, y);
        }

        @Override
        public List<Tensor> operands() {
            return List.of(x, y);
        }

        @Override
        public Shape shape() {
            return x.shape();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.add(this);
        }
    }

    /** {@code x * y}, element by element; the dimensions of y are some of x's, in the same order. */
    record Multiply(Tensor x, Tensor y) implements Operation {
        public Multiply {
            Checks.broadcasts("multiply", x, y);
        }

        @Override
        public List<Tensor> operands() {
            return List.of(x, y);
        }

        @Override
        public Shape shape() {
            return x.shape();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.multiply(this);
        }
    }

    /** {@code x / y} for a scalar y. */
    record Divide(Tensor x, Tensor y) implements Operation {
        public Divide {
            Checks.that(y.shape().rank() == 0, "divide", "a scalar divisor", y.shape());
        }

        @Override
        public List<Tensor> operands() {
            return List.of(x, y);
        }

        @Override
        public Shape shape() {
            return x.shape();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.divide(this);
        }
    }

    /** The sum of all elements. */
    record Sum(Tensor x) implements Operation {
        @Override
        public List<Tensor> operands() {
            return List.of(x);
        }

        @Override
        public Shape shape() {
            return Shape.of();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.sum(this);
        }
    }

    /** A non-linear function of each element. */
    record Activate(Tensor x, Activation function) implements Operation {
        @Override
        public List<Tensor> operands() {
            return List.of(x);
        }

        @Override
        public Shape shape() {
            return x.shape();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.activate(this);
        }
    }

    /** The hyperbolic tangent of each element. */
    record Tanh(Tensor x) implements Operation {
        @Override
        public List<Tensor> operands() {
            return List.of(x);
        }

        @Override
        public Shape shape() {
            return x.shape();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.tanh(this);
        }
    }

    /** The cosine of each element. */
    record Cos(Tensor x) implements Operation {
        @Override
        public List<Tensor> operands() {
            return List.of(x);
        }

        @Override
        public Shape shape() {
            return x.shape();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.cos(this);
        }
    }

    /** The sine of each element. */
    record Sin(Tensor x) implements Operation {
        @Override
        public List<Tensor> operands() {
            return List.of(x);
        }

        @Override
        public Shape shape() {
            return x.shape();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.sin(this);
        }
    }

    /** {@code x W' + b} over the last dimension; {@code weight} is [out, in]. */
    record Linear(Tensor x, Tensor weight, Optional<Tensor> bias) implements Operation {
        public Linear {
            Checks.that(weight.shape().rank() == 2, "linear", "a weight of two dimensions", weight.shape());
            Checks.that(
                    x.shape().last().equals(weight.shape().last()),
                    "linear",
                    "x with last dimension " + weight.shape().last(),
                    x.shape());
            Dim out = weight.shape().dims().get(0);
            bias.ifPresent(b ->
                    Checks.that(b.shape().equals(Shape.of(out)), "linear", "a bias of shape [" + out + "]", b.shape()));
        }

        @Override
        public List<Tensor> operands() {
            return Checks.withOptional(bias, x, weight);
        }

        @Override
        public Shape shape() {
            return x.shape()
                    .replace(
                            x.shape().rank() - 1,
                            1,
                            List.of(weight.shape().dims().get(0)));
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.linear(this);
        }
    }

    /** Layer normalisation over the last dimension (Ba et al. 2016). */
    record LayerNorm(Tensor x, Tensor weight, Optional<Tensor> bias, double epsilon) implements Operation {
        public LayerNorm {
            Shape last = Shape.of(x.shape().last());
            Checks.that(weight.shape().equals(last), "layerNorm", "a weight of shape " + last, weight.shape());
            bias.ifPresent(b -> Checks.that(b.shape().equals(last), "layerNorm", "a bias of shape " + last, b.shape()));
        }

        @Override
        public List<Tensor> operands() {
            return Checks.withOptional(bias, x, weight);
        }

        @Override
        public Shape shape() {
            return x.shape();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.layerNorm(this);
        }
    }

    /** The rows of a table [n, width] that the ids name. */
    record Embedding(Tensor table, Tensor ids) implements Operation {
        public Embedding {
            Checks.that(table.shape().rank() == 2, "embedding", "a table of two dimensions", table.shape());
            Checks.integers("embedding", ids);
        }

        @Override
        public List<Tensor> operands() {
            return List.of(table, ids);
        }

        @Override
        public Shape shape() {
            return ids.shape()
                    .replace(ids.shape().rank(), 0, List.of(table.shape().last()));
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.embedding(this);
        }
    }

    /** Rows of x, its dimensions but the last seen as one; {@code indices} count in that one. */
    record Rows(Tensor x, Tensor indices) implements Operation {
        public Rows {
            Checks.that(x.shape().rank() >= 2, "rows", "x of two dimensions or more", x.shape());
            Checks.that(indices.shape().rank() == 1, "rows", "indices of one dimension", indices.shape());
            Checks.integers("rows", indices);
        }

        @Override
        public List<Tensor> operands() {
            return List.of(x, indices);
        }

        @Override
        public Shape shape() {
            return Shape.of(indices.shape().last(), x.shape().last());
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.rows(this);
        }
    }

    /** One dimension seen as several, the last of them running fastest. */
    record Split(Tensor x, Dim dim, List<Dim> parts) implements Operation {
        public Split {
            parts = List.copyOf(parts);
            Checks.sameSize("split", dim, parts);
            x.shape().indexOf(dim);
        }

        @Override
        public List<Tensor> operands() {
            return List.of(x);
        }

        @Override
        public Shape shape() {
            return x.shape().replace(x.shape().indexOf(dim), 1, parts);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.split(this);
        }
    }

    /** Several neighbouring dimensions seen as one; the inverse of {@link Split}. */
    record Join(Tensor x, Dim dim, List<Dim> parts) implements Operation {
        public Join {
            parts = List.copyOf(parts);
            Checks.that(!parts.isEmpty(), "join", "at least one dimension", parts);
            Checks.sameSize("join", dim, parts);
            int first = x.shape().indexOf(parts.get(0));
            Checks.that(
                    first + parts.size() <= x.shape().rank()
                            && x.shape()
                                    .dims()
                                    .subList(first, first + parts.size())
                                    .equals(parts),
                    "join",
                    "neighbouring dimensions " + parts,
                    x.shape());
        }

        @Override
        public List<Tensor> operands() {
            return List.of(x);
        }

        @Override
        public Shape shape() {
            return x.shape().replace(x.shape().indexOf(parts.get(0)), parts.size(), List.of(dim));
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.join(this);
        }
    }

    /** The same elements with the dimensions, each of which x has once, in another order. */
    record Transpose(Tensor x, Shape shape) implements Operation {
        public Transpose {
            x.shape().dims().forEach(x.shape()::indexOf);
            Checks.that(
                    shape.rank() == x.shape().rank()
                            && shape.dims().containsAll(x.shape().dims()),
                    "transpose",
                    "the dimensions " + x.shape() + " in some order",
                    shape);
        }

        @Override
        public List<Tensor> operands() {
            return List.of(x);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.transpose(this);
        }
    }

    /** One slice of a dimension, which goes away; of a free dimension the first. */
    record Pick(Tensor x, Dim dim, int index) implements Operation {
        public Pick {
            x.shape().indexOf(dim);
            int size = dim.size().orElse(1);
            Checks.that(index >= 0 && index < size, "pick", "an index within " + dim, index);
        }

        @Override
        public List<Tensor> operands() {
            return List.of(x);
        }

        @Override
        public Shape shape() {
            return x.shape().replace(x.shape().indexOf(dim), 1, List.of());
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.pick(this);
        }
    }

    /**
     * {@code position * theta^(-2 i / K)} for i in 0..K/2-1, twice over the last dimension (Su et al. 2021, section
     * 3.2.2, in the arrangement of halves that GPT-NeoX and HuggingFace use).
     */
    record RotaryAngles(Tensor positions, Dim width, double theta) implements Operation {
        public RotaryAngles {
            Checks.integers("rotaryAngles", positions);
            Checks.that(width.fixedSize() % 2 == 0, "rotaryAngles", "an even width", width);
        }

        @Override
        public List<Tensor> operands() {
            return List.of(positions);
        }

        @Override
        public Shape shape() {
            return positions.shape().replace(positions.shape().rank(), 0, List.of(width));
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.rotaryAngles(this);
        }
    }

    /** {@code x cos + (-x2, x1) sin}, where x1 and x2 are the halves of the last dimension. */
    record Rotate(Tensor x, Tensor cos, Tensor sin) implements Operation {
        public Rotate {
            Checks.broadcasts("rotate", x, cos);
            Checks.broadcasts("rotate", x, sin);
            Checks.that(
                    cos.shape().last().equals(x.shape().last()), "rotate", "angles of x's last dimension", cos.shape());
            Checks.that(sin.shape().equals(cos.shape()), "rotate", "sines of shape " + cos.shape(), sin.shape());
            Checks.that(x.shape().last().fixedSize() % 2 == 0, "rotate", "an even last dimension", x.shape());
        }

        @Override
        public List<Tensor> operands() {
            return List.of(x, cos, sin);
        }

        @Override
        public Shape shape() {
            return x.shape();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.rotate(this);
        }
    }

    /**
     * Scaled dot-product attention (Vaswani et al. 2017, section 3.2.1) with scale {@code 1 / sqrt(K)}: a token sees
     * the tokens of its row that bear the same document number, and of them, if there is a {@code reach}, those at most so
     * many places away (Beltagy et al. 2020, section 3.1). q, k and v are BHTK, {@code documents} is BT.
     */
    record Attention(Tensor q, Tensor k, Tensor v, Tensor documents, OptionalInt reach, double dropout)
            implements Operation {
        public Attention {
            Checks.rate("attention", dropout);
            Checks.that(reach.orElse(0) >= 0, "attention", "a reach of 0 or more", reach);
            Checks.that(q.shape().rank() == 4, "attention", "queries of four dimensions", q.shape());
            Checks.that(k.shape().equals(q.shape()), "attention", "keys of shape " + q.shape(), k.shape());
            Checks.that(v.shape().equals(q.shape()), "attention", "values of shape " + q.shape(), v.shape());
            Shape layout = Shape.of(q.shape().dims().get(0), q.shape().dims().get(2));
            Checks.that(
                    documents.shape().equals(layout), "attention", "documents of shape " + layout, documents.shape());
            Checks.integers("attention", documents);
        }

        @Override
        public List<Tensor> operands() {
            return List.of(q, k, v, documents);
        }

        @Override
        public Shape shape() {
            return q.shape();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.attention(this);
        }
    }

    /**
     * Dropout (Srivastava et al. 2014): in training each element is zero with the probability {@code rate}, and the
     * others are scaled by {@code 1 / (1 - rate)}; otherwise x itself.
     */
    record Dropout(Tensor x, double rate) implements Operation {
        public Dropout {
            Checks.rate("dropout", rate);
        }

        @Override
        public List<Tensor> operands() {
            return List.of(x);
        }

        @Override
        public Shape shape() {
            return x.shape();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.dropout(this);
        }
    }

    /** {@code -log softmax(logits)[label]} for each row of logits, in nats. */
    record CrossEntropy(Tensor logits, Tensor labels) implements Operation {
        public CrossEntropy {
            Checks.that(logits.shape().rank() == 2, "crossEntropy", "logits of two dimensions", logits.shape());
            Shape rows = Shape.of(logits.shape().dims().get(0));
            Checks.that(labels.shape().equals(rows), "crossEntropy", "labels of shape " + rows, labels.shape());
            Checks.integers("crossEntropy", labels);
        }

        @Override
        public List<Tensor> operands() {
            return List.of(logits, labels);
        }

        @Override
        public Shape shape() {
            return labels.shape();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.crossEntropy(this);
        }
    }

    /** The index of the largest element along the last dimension; of equal ones the engine chooses. */
    record ArgMax(Tensor x) implements Operation {
        public ArgMax {
            Checks.that(x.shape().rank() >= 1, "argMax", "x of at least one dimension", x.shape());
        }

        @Override
        public List<Tensor> operands() {
            return List.of(x);
        }

        @Override
        public Shape shape() {
            return x.shape().replace(x.shape().rank() - 1, 1, List.of());
        }

        @Override
        public ElementType type() {
            return ElementType.INTEGER;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.argMax(this);
        }
    }

    /** The shape rules that several operations share. */
    final class Checks {
        private Checks() {}

        static void that(boolean holds, String operation, String expected, Object got) {
            if (!holds) {
                throw new IllegalArgumentException(operation + ": expected " + expected + ", got " + got);
            }
        }

        static void rate(String operation, double rate) {
            that(rate >= 0 && rate < 1, operation, "a rate from 0 to below 1", rate);
        }

        static void integers(String operation, Tensor tensor) {
            that(tensor.type() == ElementType.INTEGER, operation, "integers", tensor);
        }

        static void broadcasts(String operation, Tensor x, Tensor y) {
            List<Dim> rest = new ArrayList<>(x.shape().dims());
            for (Dim dim : y.shape().dims()) {
                int index = rest.indexOf(dim);
                that(index >= 0, operation, "dimensions of " + x.shape() + " in their order", y.shape());
                rest.subList(0, index + 1).clear();
            }
        }

        static void sameSize(String operation, Dim dim, List<Dim> parts) {
            long product = parts.stream().mapToLong(Dim::fixedSize).reduce(1, (a, b) -> a * b);
            that(product == dim.fixedSize(), operation, "parts whose product is " + dim, parts);
        }

        static List<Tensor> withOptional(Optional<Tensor> last, Tensor... first) {
            List<Tensor> operands = new ArrayList<>(List.of(first));
            last.ifPresent(operands::add);
            return operands;
        }
    }
}
