package dev.cloze.trainer.export;

import dev.cloze.core.graph.Dim;
import dev.cloze.core.graph.Operation;
import dev.cloze.core.graph.Shape;
import dev.cloze.core.graph.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Turns a graph into nodes of ONNX, of its basic operators only. The inputs are those that consumers give,
 * {@code input_ids}, {@code attention_mask} and {@code token_type_ids}, [batch, sequence]; what the graph wants to know of
 * its rows is computed from them.
 */
final class OnnxWriter implements Operation.Visitor<String> {
    private static final OnnxNodes.Size BATCH = OnnxNodes.Size.free("batch_size");
    private static final OnnxNodes.Size SEQUENCE = OnnxNodes.Size.free("sequence_length");

    /** Far below any score elsewhere, as the kernels have it: a token that is not seen. */
    private static final double UNSEEN = -1e30;

    private final SourceModel model;
    private final OnnxNodes nodes;
    private final IdentityHashMap<Operation, String> names = new IdentityHashMap<>();
    private final String ids_BT;
    private final String mask_BT;
    private final String types_BT;

    /** Writes all that leads to the tensors. */
    OnnxWriter(SourceModel model, OnnxNodes nodes, Collection<Tensor> tensors) {
        this.model = model;
        this.nodes = nodes;
        String given_BT = nodes.input("input_ids", BATCH, SEQUENCE);
        mask_BT = nodes.input("attention_mask", BATCH, SEQUENCE);
        String givenTypes_BT = nodes.input("token_type_ids", BATCH, SEQUENCE);
        if (model.encoder().tokenTypes() > 1) {
            ids_BT = given_BT;
            types_BT = givenTypes_BT;
        } else {
            // Consumers send the input to any model, so it has to have a part even where it has no meaning.
            types_BT = nodes.add("no_types", "Mul", List.of(givenTypes_BT, nodes.integer(0)));
            ids_BT = nodes.add("ids", "Add", List.of(given_BT, types_BT));
        }
        for (Tensor tensor : model.graph().leadingTo(tensors)) {
            // A parameter becomes a constant in the form in which its users want it.
            if (!(tensor.operation() instanceof Operation.Parameter)) {
                names.put(tensor.operation(), tensor.operation().accept(this));
            }
        }
    }

    /** The vectors of all tokens as an output. */
    void hidden(String output) {
        nodes.output(output, name(model.hidden_BTD()), BATCH, SEQUENCE, width());
    }

    /** The vectors of the rows' first tokens as an output. */
    void first(String output) {
        String first_BD = nodes.add(
                "first", "Gather", List.of(name(model.hidden_BTD()), nodes.integer(0)), OnnxNodes.attribute("axis", 1));
        nodes.output(output, first_BD, BATCH, width());
    }

    /** The scores at all places as an output. */
    void logits(String output) {
        String sizes = nodes.add(
                "logits_sizes",
                "Concat",
                List.of(sizes(), nodes.integers(model.vocabularySize())),
                OnnxNodes.attribute("axis", 0));
        String logits_BTV = nodes.add(
                "logits_BTV", "Reshape", List.of(name(model.logits_MV().orElseThrow()), sizes));
        nodes.output(output, logits_BTV, BATCH, SEQUENCE, OnnxNodes.Size.of(model.vocabularySize()));
    }

    private OnnxNodes.Size width() {
        return OnnxNodes.Size.of(model.encoder().width());
    }

    private String name(Tensor tensor) {
        return tensor.operation() instanceof Operation.Parameter parameter
                ? parameter(parameter)
                : names.get(tensor.operation());
    }

    /** The batch's sizes B and T as a list. */
    private String sizes() {
        return nodes.once("sizes", () -> nodes.add("sizes", "Shape", List.of(ids_BT)));
    }

    private String range(String name, String end) {
        return nodes.add(name, "Range", List.of(nodes.integer(0), end, nodes.integer(1)));
    }

    private String places_T() {
        return nodes.once("places", () -> {
            String length =
                    nodes.add("length", "Gather", List.of(sizes(), nodes.integer(1)), OnnxNodes.attribute("axis", 0));
            return range("places", length);
        });
    }

    @Override
    public String input(Operation.Input input) {
        return switch (input.name()) {
            case "ids" -> ids_BT;
            case "types" -> types_BT;
            // Tokens are one document and padding another, so that no token sees padding.
            case "documents" -> mask_BT;
            case "positions" -> positions();
            case "masked" -> allPlaces();
            default -> throw new IllegalArgumentException("onnx: expected an input of a forward pass, got " + input);
        };
    }

    private String positions() {
        return switch (PositionCount.of(model.encoder())) {
            case PLACES -> nodes.add("positions", "Expand", List.of(places_T(), sizes()));
            case TOKENS -> {
                String counts = nodes.add("counts", "CumSum", List.of(mask_BT, nodes.integer(1)));
                String before = nodes.add("before", "Sub", List.of(counts, nodes.integer(1)));
                yield nodes.add("positions", "Max", List.of(before, nodes.integer(0)));
            }
        };
    }

    /** The places of all rows, counted over the batch. */
    private String allPlaces() {
        String count = nodes.add("count", "ReduceProd", List.of(sizes()), OnnxNodes.attribute("keepdims", 0));
        return range("all_places", count);
    }

    @Override
    public String parameter(Operation.Parameter parameter) {
        return nodes.once(
                "parameter " + parameter.name(),
                () -> nodes.numbers(parameter.name(), values(parameter), sizes(parameter.shape())));
    }

    private float[] values(Operation.Parameter parameter) {
        return model.weights().get(parameter.name());
    }

    private static long[] sizes(Shape shape) {
        return shape.dims().stream().mapToLong(Dim::fixedSize).toArray();
    }

    @Override
    public String add(Operation.Add add) {
        return nodes.add("sum", "Add", List.of(name(add.x()), aligned(add.x(), add.y())));
    }

    @Override
    public String multiply(Operation.Multiply multiply) {
        return nodes.add("product", "Mul", List.of(name(multiply.x()), aligned(multiply.x(), multiply.y())));
    }

    /** The name of y, with a dimension of size 1 wherever x has one that y lacks after y's first. */
    private String aligned(Tensor x, Tensor y) {
        List<Dim> to = x.shape().dims();
        List<Dim> has = y.shape().dims();
        List<Long> axes = new ArrayList<>();
        int first = has.isEmpty() ? to.size() : to.indexOf(has.get(0));
        for (int i = first; i < to.size(); i++) {
            if (!has.contains(to.get(i))) {
                axes.add((long) i - first);
            }
        }
        if (axes.isEmpty()) {
            return name(y);
        }
        return nodes.once(
                "aligned " + name(y) + axes,
                () -> unsqueezed(name(y), axes.stream().mapToLong(axis -> axis).toArray()));
    }

    private String unsqueezed(String x, long... axes) {
        return nodes.add(x + "_wide", "Unsqueeze", List.of(x, nodes.integers(axes)));
    }

    @Override
    public String activate(Operation.Activate activate) {
        String x = name(activate.x());
        String share =
                switch (activate.function()) {
                    case GELU ->
                        nodes.add(
                                "erf",
                                "Erf",
                                List.of(nodes.add("scaled", "Div", List.of(x, nodes.number(Math.sqrt(2))))));
                    case GELU_TANH -> nodes.add("tanh", "Tanh", List.of(cubic(x)));
                };
        String twice = nodes.add("twice_share", "Add", List.of(share, nodes.number(1)));
        String doubled = nodes.add("doubled", "Mul", List.of(x, twice));
        return nodes.add("active", "Mul", List.of(doubled, nodes.number(0.5)));
    }

    /** {@code sqrt(2 / pi) (x + 0.044715 x^3)} (Hendrycks and Gimpel 2016). */
    private String cubic(String x) {
        String square = nodes.add("square", "Mul", List.of(x, x));
        String cube = nodes.add("cube", "Mul", List.of(square, x));
        String small = nodes.add("small", "Mul", List.of(cube, nodes.number(0.044715)));
        String sum = nodes.add("cubic", "Add", List.of(x, small));
        return nodes.add("scaled", "Mul", List.of(sum, nodes.number(Math.sqrt(2 / Math.PI))));
    }

    @Override
    public String tanh(Operation.Tanh tanh) {
        return nodes.add("tanh", "Tanh", List.of(name(tanh.x())));
    }

    @Override
    public String cos(Operation.Cos cos) {
        return nodes.add("cos", "Cos", List.of(name(cos.x())));
    }

    @Override
    public String sin(Operation.Sin sin) {
        return nodes.add("sin", "Sin", List.of(name(sin.x())));
    }

    /** Of rows of vectors by Gemm, which takes the weight as it is; else by MatMul, which wants it turned. */
    @Override
    public String linear(Operation.Linear linear) {
        String x = name(linear.x());
        if (linear.x().shape().rank() == 2) {
            List<String> operands = new ArrayList<>(List.of(x, name(linear.weight())));
            linear.bias().map(this::name).ifPresent(operands::add);
            return nodes.add("linear", "Gemm", operands, OnnxNodes.attribute("transB", 1));
        }
        String product = nodes.add("linear", "MatMul", List.of(x, turned(linear.weight())));
        return linear.bias()
                .map(bias -> nodes.add("biased", "Add", List.of(product, name(bias))))
                .orElse(product);
    }

    private String turned(Tensor weight) {
        Operation.Parameter parameter = (Operation.Parameter) weight.operation();
        return nodes.once("turned " + parameter.name(), () -> {
            long[] sizes = sizes(parameter.shape());
            int rows = Math.toIntExact(sizes[0]);
            int columns = Math.toIntExact(sizes[1]);
            float[] from = values(parameter);
            float[] to = new float[from.length];
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    to[j * rows + i] = from[i * columns + j];
                }
            }
            return nodes.numbers(parameter.name() + ".turned", to, columns, rows);
        });
    }

    @Override
    public String layerNorm(Operation.LayerNorm norm) {
        List<String> operands = new ArrayList<>(List.of(name(norm.x()), name(norm.weight())));
        norm.bias().map(this::name).ifPresent(operands::add);
        return nodes.add(
                "norm",
                "LayerNormalization",
                operands,
                OnnxNodes.attribute("axis", -1),
                OnnxNodes.attribute("epsilon", norm.epsilon()));
    }

    @Override
    public String embedding(Operation.Embedding embedding) {
        return nodes.add("embedded", "Gather", List.of(name(embedding.table()), name(embedding.ids())));
    }

    @Override
    public String rows(Operation.Rows rows) {
        long width = rows.x().shape().last().fixedSize();
        String flat = nodes.add("flat", "Reshape", List.of(name(rows.x()), nodes.integers(-1, width)));
        return nodes.add("rows", "Gather", List.of(flat, name(rows.indices())));
    }

    @Override
    public String split(Operation.Split split) {
        return reshaped(split.x(), split.shape(), split.x().shape().indexOf(split.dim()));
    }

    @Override
    public String join(Operation.Join join) {
        return reshaped(
                join.x(), join.shape(), join.x().shape().indexOf(join.parts().get(0)));
    }

    /** In another shape from the dimension {@code first} on: those before it stay, of those after it one may be free. */
    private String reshaped(Tensor x, Shape to, int first) {
        long[] sizes = new long[to.rank()];
        for (int i = first; i < sizes.length; i++) {
            sizes[i] = to.dims().get(i).size().isPresent() ? to.dims().get(i).fixedSize() : -1;
        }
        return nodes.add(x.name(), "Reshape", List.of(name(x), nodes.integers(sizes)));
    }

    @Override
    public String transpose(Operation.Transpose transpose) {
        Shape from = transpose.x().shape();
        List<Long> order = transpose.shape().dims().stream()
                .map(dim -> (long) from.indexOf(dim))
                .toList();
        return nodes.add(
                transpose.x().name(), "Transpose", List.of(name(transpose.x())), OnnxNodes.attribute("perm", order));
    }

    @Override
    public String pick(Operation.Pick pick) {
        return nodes.add(
                pick.x().name(),
                "Gather",
                List.of(name(pick.x()), nodes.integer(pick.index())),
                OnnxNodes.attribute("axis", pick.x().shape().indexOf(pick.dim())));
    }

    @Override
    public String rotaryAngles(Operation.RotaryAngles angles) {
        int width = angles.width().fixedSize();
        float[] frequencies = new float[width / 2];
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = (float) Math.pow(angles.theta(), -2.0 * i / width);
        }
        String positions =
                nodes.add("real_positions", "Cast", List.of(name(angles.positions())), OnnxNodes.attribute("to", 1));
        String half = nodes.add(
                "half_angles",
                "Mul",
                List.of(unsqueezed(positions, -1), nodes.numbers("frequencies", frequencies, frequencies.length)));
        return nodes.add("angles", "Concat", List.of(half, half), OnnxNodes.attribute("axis", -1));
    }

    @Override
    public String rotate(Operation.Rotate rotate) {
        String x = name(rotate.x());
        List<String> halves = nodes.halves(x);
        String negative = nodes.add("negative", "Neg", List.of(halves.get(1)));
        String turned =
                nodes.add("turned", "Concat", List.of(negative, halves.get(0)), OnnxNodes.attribute("axis", -1));
        String cosines = nodes.add("cosines", "Mul", List.of(x, aligned(rotate.x(), rotate.cos())));
        String sines = nodes.add("sines", "Mul", List.of(turned, aligned(rotate.x(), rotate.sin())));
        return nodes.add(rotate.x().name() + "_rotated", "Add", List.of(cosines, sines));
    }

    @Override
    public String attention(Operation.Attention attention) {
        double scale = 1 / Math.sqrt(attention.q().shape().last().fixedSize());
        String q = nodes.add("scaled_q", "Mul", List.of(name(attention.q()), nodes.number(scale)));
        String k = nodes.add(
                "keys",
                "Transpose",
                List.of(name(attention.k())),
                OnnxNodes.attribute("perm", List.of(0L, 1L, 3L, 2L)));
        String scores = nodes.add("scores", "MatMul", List.of(q, k));
        String seen = nodes.add("seen_scores", "Add", List.of(scores, bias(attention)));
        String probabilities = nodes.add("probabilities", "Softmax", List.of(seen), OnnxNodes.attribute("axis", -1));
        return nodes.add("mixed", "MatMul", List.of(probabilities, name(attention.v())));
    }

    /** Added to the scores, B1TT: 0 where a token sees another. */
    private String bias(Operation.Attention attention) {
        String documents = name(attention.documents());
        Optional<Integer> reach =
                attention.reach().isPresent() ? Optional.of(attention.reach().getAsInt()) : Optional.empty();
        return nodes.once("bias " + documents + reach, () -> {
            String same = nodes.add("same", "Equal", List.of(unsqueezed(documents, 1, 3), unsqueezed(documents, 1, 2)));
            String seen = reach.map(most -> nodes.add("seen", "And", List.of(same, near(most))))
                    .orElse(same);
            String unseen = nodes.add("unseen", "Not", List.of(seen));
            String ones = nodes.add("unseen_ones", "Cast", List.of(unseen), OnnxNodes.attribute("to", 1));
            return nodes.add("bias", "Mul", List.of(ones, nodes.number(UNSEEN)));
        });
    }

    private String near(int reach) {
        String apart = nodes.add("apart", "Sub", List.of(unsqueezed(places_T(), 1), unsqueezed(places_T(), 0)));
        String distance = nodes.add("distance", "Abs", List.of(apart));
        return nodes.add("near", "LessOrEqual", List.of(distance, nodes.integer(reach)));
    }

    @Override
    public String dropout(Operation.Dropout dropout) {
        return name(dropout.x());
    }

    @Override
    public String divide(Operation.Divide divide) {
        throw ofTheLoss(divide);
    }

    @Override
    public String sum(Operation.Sum sum) {
        throw ofTheLoss(sum);
    }

    @Override
    public String crossEntropy(Operation.CrossEntropy crossEntropy) {
        throw ofTheLoss(crossEntropy);
    }

    @Override
    public String argMax(Operation.ArgMax argMax) {
        throw ofTheLoss(argMax);
    }

    private static IllegalArgumentException ofTheLoss(Operation operation) {
        return new IllegalArgumentException("onnx: expected an operation of a forward pass, got " + operation);
    }
}
