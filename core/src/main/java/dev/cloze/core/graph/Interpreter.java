package dev.cloze.core.graph;

import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * Runs a graph in plain Java with float64 numbers: the oracle of the tests, independent of the engine. Written to be
 * read, not to be fast.
 */
public final class Interpreter implements Operation.Visitor<Value> {
    private final Map<String, Value> leaves;
    private final Sizes sizes = new Sizes();
    private final IdentityHashMap<Operation, Value> values = new IdentityHashMap<>();

    private Interpreter(Map<String, Value> leaves) {
        this.leaves = leaves;
    }

    /**
     * The values of the outputs.
     *
     * @param leaves inputs and parameters by their names
     */
    public static List<Value> run(Graph graph, Collection<Tensor> outputs, Map<String, Value> leaves) {
        Interpreter interpreter = new Interpreter(leaves);
        for (Tensor tensor : graph.leadingTo(outputs)) {
            interpreter.values.put(tensor.operation(), tensor.operation().accept(interpreter));
        }
        return outputs.stream().map(interpreter::value).toList();
    }

    private Value value(Tensor tensor) {
        return values.get(tensor.operation());
    }

    @Override
    public Value input(Operation.Input input) {
        return leaf(input.name(), input.shape());
    }

    @Override
    public Value parameter(Operation.Parameter parameter) {
        return leaf(parameter.name(), parameter.shape());
    }

    private Value leaf(String name, Shape shape) {
        Value value = leaves.get(name);
        if (value == null) {
            throw new IllegalArgumentException("interpreter: expected a value for " + name + ", got none");
        }
        if (value.sizes().length != shape.rank()) {
            throw new IllegalArgumentException("interpreter: expected a value of shape " + shape + " for " + name
                    + ", got sizes " + Arrays.toString(value.sizes()));
        }
        for (int i = 0; i < shape.rank(); i++) {
            sizes.bind(shape.dims().get(i), value.size(i));
        }
        return value;
    }

    @Override
    public Value add(Operation.Add add) {
        return broadcast(add.x(), add.y(), Double::sum);
    }

    @Override
    public Value multiply(Operation.Multiply multiply) {
        return broadcast(multiply.x(), multiply.y(), (a, b) -> a * b);
    }

    @Override
    public Value divide(Operation.Divide divide) {
        double divisor = value(divide.y()).scalar();
        return map(divide.x(), a -> a / divisor);
    }

    @Override
    public Value sum(Operation.Sum sum) {
        return Value.wrap(new int[0], new double[] {
            Arrays.stream(value(sum.x()).toArray()).sum()
        });
    }

    @Override
    public Value activate(Operation.Activate activate) {
        return map(
                activate.x(),
                switch (activate.function()) {
                    case GELU -> a -> a * 0.5 * (1 + ErrorFunction.erf(a / Math.sqrt(2)));
                    case GELU_TANH ->
                        a -> a * 0.5 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (a + 0.044715 * a * a * a)));
                });
    }

    @Override
    public Value tanh(Operation.Tanh tanh) {
        return map(tanh.x(), Math::tanh);
    }

    @Override
    public Value cos(Operation.Cos cos) {
        return map(cos.x(), Math::cos);
    }

    @Override
    public Value sin(Operation.Sin sin) {
        return map(sin.x(), Math::sin);
    }

    @Override
    public Value linear(Operation.Linear linear) {
        Value x = value(linear.x());
        Value weight = value(linear.weight());
        int in = x.lastSize();
        int out = weight.size(0);
        Value result = Value.zeros(sizesOf(linear.shape()));
        for (int i = 0; i < result.count(); i++) {
            int row = i / out;
            int column = i % out;
            double total =
                    linear.bias().isPresent() ? value(linear.bias().get()).at(column) : 0;
            for (int j = 0; j < in; j++) {
                total += x.at(row * in + j) * weight.at(column * in + j);
            }
            result.set(i, total);
        }
        return result;
    }

    @Override
    public Value layerNorm(Operation.LayerNorm norm) {
        Value x = value(norm.x());
        int width = x.lastSize();
        Value result = Value.zeros(x.sizes());
        for (int row = 0; row < x.count() / width; row++) {
            double mean = 0;
            for (int j = 0; j < width; j++) {
                mean += x.at(row * width + j) / width;
            }
            double variance = 0;
            for (int j = 0; j < width; j++) {
                variance += Math.pow(x.at(row * width + j) - mean, 2) / width;
            }
            for (int j = 0; j < width; j++) {
                double normal = (x.at(row * width + j) - mean) / Math.sqrt(variance + norm.epsilon());
                double bias = norm.bias().isPresent() ? value(norm.bias().get()).at(j) : 0;
                result.set(row * width + j, normal * value(norm.weight()).at(j) + bias);
            }
        }
        return result;
    }

    @Override
    public Value embedding(Operation.Embedding embedding) {
        return lookUp(value(embedding.table()), value(embedding.ids()), embedding.shape());
    }

    @Override
    public Value rows(Operation.Rows rows) {
        return lookUp(value(rows.x()), value(rows.indices()), rows.shape());
    }

    private Value lookUp(Value table, Value indices, Shape shape) {
        int width = table.lastSize();
        Value result = Value.zeros(sizesOf(shape));
        for (int i = 0; i < result.count(); i++) {
            result.set(i, table.at(((int) indices.at(i / width)) * width + i % width));
        }
        return result;
    }

    @Override
    public Value split(Operation.Split split) {
        return value(split.x()).reshaped(sizesOf(split.shape()));
    }

    @Override
    public Value join(Operation.Join join) {
        return value(join.x()).reshaped(sizesOf(join.shape()));
    }

    @Override
    public Value transpose(Operation.Transpose transpose) {
        Value x = value(transpose.x());
        Shape from = transpose.x().shape();
        Value result = Value.zeros(sizesOf(transpose.shape()));
        int[] strides = strides(from, transpose.shape());
        for (int i = 0; i < result.count(); i++) {
            result.set(i, x.at(source(i, result.sizes(), strides)));
        }
        return result;
    }

    @Override
    public Value pick(Operation.Pick pick) {
        Value x = value(pick.x());
        Shape from = pick.x().shape();
        Value result = Value.zeros(sizesOf(pick.shape()));
        int[] strides = strides(from, pick.shape());
        int offset = pick.index() * stride(from, from.indexOf(pick.dim()));
        for (int i = 0; i < result.count(); i++) {
            result.set(i, x.at(offset + source(i, result.sizes(), strides)));
        }
        return result;
    }

    @Override
    public Value rotaryAngles(Operation.RotaryAngles angles) {
        Value positions = value(angles.positions());
        int width = angles.width().fixedSize();
        Value result = Value.zeros(sizesOf(angles.shape()));
        for (int i = 0; i < result.count(); i++) {
            int pair = i % width % (width / 2);
            result.set(i, positions.at(i / width) * Math.pow(angles.theta(), -2.0 * pair / width));
        }
        return result;
    }

    @Override
    public Value rotate(Operation.Rotate rotate) {
        Value x = value(rotate.x());
        int width = x.lastSize();
        Value turned = Value.zeros(x.sizes());
        for (int i = 0; i < x.count(); i++) {
            boolean firstHalf = i % width < width / 2;
            turned.set(i, firstHalf ? -x.at(i + width / 2) : x.at(i - width / 2));
        }
        Value cosines = broadcast(x, rotate.x().shape(), rotate.cos(), (a, b) -> a * b);
        Value sines = broadcast(turned, rotate.x().shape(), rotate.sin(), (a, b) -> a * b);
        Value result = Value.zeros(x.sizes());
        for (int i = 0; i < x.count(); i++) {
            result.set(i, cosines.at(i) + sines.at(i));
        }
        return result;
    }

    @Override
    public Value attention(Operation.Attention attention) {
        Value q = value(attention.q());
        Value k = value(attention.k());
        Value v = value(attention.v());
        Value documents = value(attention.documents());
        int heads = q.size(1);
        int length = q.size(2);
        int width = q.size(3);
        Value result = Value.zeros(q.sizes());
        for (int from = 0; from < q.size(0) * heads * length; from++) {
            int row = from / (heads * length);
            int firstOfHead = from / length * length;
            double[] weights = new double[length];
            int reach = attention.reach().orElse(length);
            for (int to = 0; to < length; to++) {
                boolean sees = documents.at(row * length + from % length) == documents.at(row * length + to)
                        && Math.abs(from % length - to) <= reach;
                weights[to] = sees ? dot(q, from, k, firstOfHead + to, width) / Math.sqrt(width) : -1.0 / 0;
            }
            softmax(weights);
            for (int to = 0; to < length; to++) {
                for (int j = 0; j < width; j++) {
                    int place = from * width + j;
                    result.set(place, result.at(place) + weights[to] * v.at((firstOfHead + to) * width + j));
                }
            }
        }
        return result;
    }

    /** Nothing is dropped: the interpreter does not train. */
    @Override
    public Value dropout(Operation.Dropout dropout) {
        return value(dropout.x());
    }

    @Override
    public Value crossEntropy(Operation.CrossEntropy crossEntropy) {
        Value logits = value(crossEntropy.logits());
        Value labels = value(crossEntropy.labels());
        int width = logits.lastSize();
        Value result = Value.zeros(labels.sizes());
        for (int row = 0; row < result.count(); row++) {
            double[] probabilities = Arrays.copyOfRange(logits.toArray(), row * width, (row + 1) * width);
            softmax(probabilities);
            result.set(row, -Math.log(probabilities[(int) labels.at(row)]));
        }
        return result;
    }

    @Override
    public Value argMax(Operation.ArgMax argMax) {
        Value x = value(argMax.x());
        int width = x.lastSize();
        Value result = Value.zeros(sizesOf(argMax.shape()));
        for (int row = 0; row < result.count(); row++) {
            int best = 0;
            for (int j = 1; j < width; j++) {
                best = x.at(row * width + j) > x.at(row * width + best) ? j : best;
            }
            result.set(row, best);
        }
        return result;
    }

    private static double dot(Value a, int rowOfA, Value b, int rowOfB, int width) {
        double total = 0;
        for (int j = 0; j < width; j++) {
            total += a.at(rowOfA * width + j) * b.at(rowOfB * width + j);
        }
        return total;
    }

    private static void softmax(double[] values) {
        double highest = Arrays.stream(values).max().orElseThrow();
        double total = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.exp(values[i] - highest);
            total += values[i];
        }
        for (int i = 0; i < values.length; i++) {
            values[i] /= total;
        }
    }

    private Value map(Tensor x, DoubleUnaryOperator function) {
        Value from = value(x);
        return Value.wrap(
                from.sizes(), Arrays.stream(from.toArray()).map(function).toArray());
    }

    private Value broadcast(Tensor x, Tensor y, DoubleBinaryOperator function) {
        return broadcast(value(x), x.shape(), y, function);
    }

    private Value broadcast(Value x, Shape shape, Tensor y, DoubleBinaryOperator function) {
        Value other = value(y);
        int[] strides = strides(y.shape(), shape);
        Value result = Value.zeros(x.sizes());
        for (int i = 0; i < x.count(); i++) {
            result.set(i, function.applyAsDouble(x.at(i), other.at(source(i, x.sizes(), strides))));
        }
        return result;
    }

    /** For each dimension of {@code to} the stride of the same dimension in {@code from}, or 0 where it lacks it. */
    private int[] strides(Shape from, Shape to) {
        return to.dims().stream()
                .mapToInt(dim -> from.dims().contains(dim) ? stride(from, from.indexOf(dim)) : 0)
                .toArray();
    }

    private int stride(Shape shape, int index) {
        return (int) sizes.count(new Shape(shape.dims().subList(index + 1, shape.rank())));
    }

    private static int source(int index, int[] sizes, int[] strides) {
        int result = 0;
        int rest = index;
        for (int i = sizes.length - 1; i >= 0; i--) {
            result += rest % sizes[i] * strides[i];
            rest /= sizes[i];
        }
        return result;
    }

    private int[] sizesOf(Shape shape) {
        return shape.dims().stream().mapToInt(sizes::of).toArray();
    }
}
