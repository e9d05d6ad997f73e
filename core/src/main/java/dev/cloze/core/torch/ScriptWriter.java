package dev.cloze.core.torch;

import dev.cloze.core.attention.AttentionCall;
import dev.cloze.core.attention.AttentionKernel;
import dev.cloze.core.attention.ScriptLines;
import dev.cloze.core.graph.Dim;
import dev.cloze.core.graph.ElementType;
import dev.cloze.core.graph.Graph;
import dev.cloze.core.graph.MixedPrecision;
import dev.cloze.core.graph.Operation;
import dev.cloze.core.graph.Precision;
import dev.cloze.core.graph.Segments;
import dev.cloze.core.graph.Shape;
import dev.cloze.core.graph.Tensor;
import dev.cloze.core.torch.ScriptMethod.Argument;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Turns a graph into script methods. Variables keep the names that tensors have in Java, with the letters of their
 * shapes; parameters come as one list in the graph's order.
 */
public final class ScriptWriter {
    private static final String WEIGHTS = "weights";
    /** The weights once more, as what gradients are taken of. */
    private static final List<String> LEAVES = List.of(
            "torch.set_grad_enabled(True)",
            "leaves = annotate(List[Tensor], [])",
            "for i in range(torch.len(weights)):",
            "  _0 = torch.append(leaves, torch.requires_grad_(torch.detach(weights[i])))");
    /** How many values the 16 random bits of one element have. */
    private static final long LANE = 1 << 16;
    /** Names that the text around the graph's statements uses. */
    private static final Set<String> RESERVED =
            Set.of("self", "torch", "ops", WEIGHTS, "leaves", "i", "gradients", "results", "j", "gradient", "_0", "_1");

    private final Graph graph;
    private final AttentionKernel kernel;
    private final Arithmetic arithmetic;
    private final MixedPrecision precision;

    /** A writer of scripts that run on any device. */
    public ScriptWriter(Graph graph, AttentionKernel kernel) {
        this(graph, kernel, Products.LINEAR);
    }

    /** A writer of scripts for a device: {@link Products#of} knows what suits it. */
    public ScriptWriter(Graph graph, AttentionKernel kernel, Products products) {
        this(graph, kernel, Arithmetic.float32(products));
    }

    /** A writer of scripts that take and return float32, weights and gradients among it, whatever products are computed in. */
    public ScriptWriter(Graph graph, AttentionKernel kernel, Arithmetic arithmetic) {
        this.graph = graph;
        this.kernel = kernel;
        this.arithmetic = arithmetic;
        precision = new MixedPrecision(arithmetic.operands());
    }

    /**
     * A method that returns the outputs, without dropout. Its arguments are the inputs that they need, in the graph's order, and the
     * list {@code weights}; with {@link Products#PACKED} these may be what the method of {@link #packing} returns.
     */
    public ScriptMethod forward(String name, Tensor... outputs) {
        Body body = new Body(List.of(outputs), Program.Mode.INFERENCE);
        body.write(graph.leadingTo(List.of(outputs)), ScriptWriter::listed);
        String results = Stream.of(outputs)
                .map(output -> body.in(Precision.FLOAT32, output))
                .collect(Collectors.joining(", "));
        body.lines.add("return [" + results + "]");
        return new ScriptMethod(name, arguments(List.of(outputs)), body.lines);
    }

    private static String listed(int place) {
        return WEIGHTS + "[" + place + "]";
    }

    /**
     * A method from any array and {@code weights} to weights whose matrices are laid out for oneDNN: those that the outputs
     * use in linear layers only. The others are returned as they are.
     */
    ScriptMethod packing(String name, Tensor... outputs) {
        Set<Operation> packed = onlyInLinearLayers(List.of(outputs));
        List<String> results = new ArrayList<>();
        List<Operation.Parameter> parameters = graph.parameters();
        for (int i = 0; i < parameters.size(); i++) {
            String weight = listed(i);
            results.add(packed.contains(parameters.get(i)) ? Products.packed(weight) : weight);
        }
        return new ScriptMethod(
                name,
                List.of(Argument.array("owner"), Argument.list(WEIGHTS)),
                List.of("return [" + String.join(", ", results) + "]"));
    }

    /** A table of tokens that is the decoder's matrix, too, is needed as it is. */
    private Set<Operation> onlyInLinearLayers(List<Tensor> outputs) {
        Set<Operation> inLinear = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Operation> elsewhere = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Tensor tensor : graph.leadingTo(outputs)) {
            for (Tensor operand : tensor.operation().operands()) {
                boolean isMatrix = tensor.operation() instanceof Operation.Linear linear && linear.weight() == operand;
                (isMatrix ? inLinear : elsewhere).add(operand.operation());
            }
        }
        inLinear.removeAll(elsewhere);
        inLinear.removeIf(operation -> !(operation instanceof Operation.Parameter));
        return inLinear;
    }

    /**
     * A method that returns the loss and after it the loss's gradient of every parameter, in the graph's order. Only
     * parameters that lead to the loss are allowed in the graph. Dropout takes random numbers from the engine's
     * generator ({@link TorchEngine#seed}).
     */
    public ScriptMethod gradients(String name, Tensor loss) {
        Body body = new Body(List.of(loss), Program.Mode.TRAINING);
        body.lines.addAll(LEAVES);
        body.write(graph.leadingTo(List.of(loss)), ScriptWriter::leaf);
        body.lines.addAll(List.of(
                "gradients = torch.grad([" + body.name(loss) + "], leaves)",
                "results = [torch.detach(" + body.name(loss) + ")]",
                "for j in range(torch.len(gradients)):",
                "  gradient = gradients[j]",
                "  _1 = torch.append(results, unchecked_cast(Tensor, gradient))",
                "return results"));
        return new ScriptMethod(name, arguments(List.of(loss)), body.lines);
    }

    /**
     * As {@link #gradients}, with activation checkpointing (Chen et al. 2016): the forward pass keeps of each piece of
     * the graph ({@link Segments}) only what goes into it, and the backward pass runs the piece again. The results have
     * the same bits. What dropout keeps is not drawn again: its masks stay, a byte for each element.
     */
    public ScriptMethod gradientsBySegments(String name, Tensor loss) {
        Segments segments = Segments.of(graph, loss);
        Body body = new Body(List.of(loss), Program.Mode.TRAINING);
        body.lines.add("torch.set_grad_enabled(False)");
        body.write(segments.common(), ScriptWriter::listed);
        int last = segments.pieces().size() - 1;
        segments.pieces().subList(0, last).forEach(piece -> body.write(piece, ScriptWriter::listed));
        body.lines.addAll(LEAVES);

        IdentityHashMap<Operation, String> gradients = new IdentityHashMap<>();
        Optional<String> ofResult = Optional.empty();
        for (int i = last; i >= 0; i--) {
            List<Tensor> piece = segments.pieces().get(i);
            List<String> sources = new ArrayList<>();
            if (i > 0) {
                sources.add(body.restart(result(segments.pieces().get(i - 1))));
            }
            body.write(piece, ScriptWriter::leaf);
            List<Tensor> parameters = piece.stream()
                    .filter(tensor -> tensor.operation() instanceof Operation.Parameter)
                    .toList();
            parameters.forEach(parameter -> sources.add(body.name(parameter)));
            // A variable for each, so that the list goes, and with it the gradient of the piece's start.
            String found = body.assign(
                    "found",
                    "torch.grad([" + body.name(result(piece)) + "], [" + String.join(", ", sources) + "]"
                            + ofResult.map(gradient -> ", annotate(List[Optional[Tensor]], [" + gradient + "])")
                                    .orElse("")
                            + ")");
            if (i > 0) {
                ofResult = Optional.of(body.assign("upstream", element(found, 0)));
            }
            for (int j = 0; j < parameters.size(); j++) {
                String one = element(found, j + (i > 0 ? 1 : 0));
                gradients.merge(
                        parameters.get(j).operation(),
                        body.assign("gradient", one),
                        (other, more) -> body.assign("gradient", "torch.add(" + other + ", " + more + ")"));
            }
        }
        for (Operation.Parameter parameter : graph.parameters()) {
            if (!gradients.containsKey(parameter)) {
                throw new IllegalArgumentException(
                        "loss: expected one that every parameter leads to, got none from " + parameter.name());
            }
        }
        String results = graph.parameters().stream().map(gradients::get).collect(Collectors.joining(", "));
        body.lines.add("return [torch.detach(" + body.name(loss) + "), " + results + "]");
        return new ScriptMethod(name, arguments(List.of(loss)), body.lines);
    }

    private static Tensor result(List<Tensor> piece) {
        return piece.get(piece.size() - 1);
    }

    private static String element(String list, int place) {
        return "unchecked_cast(Tensor, " + list + "[" + place + "])";
    }

    private static String leaf(int place) {
        return "leaves[" + place + "]";
    }

    /**
     * The statements of a method of a module that holds the weights as attributes ({@link ModuleArchive}), without dropout.
     * Whoever puts them into a method has to set a variable for each input before them, by {@link #variable}.
     */
    public Statements statements(List<Tensor> outputs) {
        List<Operation.Parameter> parameters = graph.parameters();
        Body body = new Body(outputs, Program.Mode.INFERENCE);
        body.write(
                graph.leadingTo(outputs),
                place -> "self." + ModuleArchive.attribute(parameters.get(place).name()));
        return new Statements(
                List.copyOf(body.lines), outputs.stream().map(body::name).toList());
    }

    /**
     * Statements and the variables that they set.
     *
     * @param lines unindented
     * @param results a variable for each output
     */
    public record Statements(List<String> lines, List<String> results) {}

    /** The name that an input of the graph has in a script. */
    public static String variable(Operation.Input input) {
        return inputName(input);
    }

    private List<Argument> arguments(List<Tensor> outputs) {
        List<Argument> arguments = new ArrayList<>();
        graph.inputs(outputs).forEach(input -> arguments.add(Argument.array(inputName(input))));
        arguments.add(Argument.list(WEIGHTS));
        return arguments;
    }

    private static String inputName(Operation.Input input) {
        return withLetters(input.name(), input.shape());
    }

    private static String withLetters(String name, Shape shape) {
        String plain = name.replace('.', '_');
        return shape.rank() == 0 ? plain : plain + "_" + shape.letters();
    }

    /** The statements of one method. */
    private final class Body implements Operation.Visitor<String>, ScriptLines {
        private final List<String> lines = new ArrayList<>();
        private final IdentityHashMap<Operation, String> names = new IdentityHashMap<>();
        private final Set<String> taken = new HashSet<>();
        private final Map<String, String> shared = new HashMap<>();
        private final Map<Slices, List<String>> slices = new HashMap<>();
        private final IdentityHashMap<Operation, List<Mask>> masks = new IdentityHashMap<>();
        private final Program.Mode mode;
        private IntFunction<String> weights;
        private Operation current;
        private int masksTaken;

        Body(List<Tensor> outputs, Program.Mode mode) {
            this.mode = mode;
            taken.addAll(RESERVED);
            graph.inputs(outputs).forEach(this::takeInput);
        }

        /**
         * Adds the statements of tensors, operands first; those written before get new variables.
         *
         * @param weightNames how the script calls the parameter of each place in the graph's order
         */
        void write(List<Tensor> tensors, IntFunction<String> weightNames) {
            weights = weightNames;
            for (Tensor tensor : tensors) {
                current = tensor.operation();
                masksTaken = 0;
                if (tensor.operation() instanceof Operation.Input) {
                    continue;
                }
                if (tensor.operation() instanceof Operation.Pick pick
                        && pick.dim().size().isPresent()) {
                    names.put(pick, slice(pick));
                } else if (tensor.operation() instanceof Operation.Dropout dropout && mode == Program.Mode.INFERENCE) {
                    names.put(dropout, name(dropout.x()));
                } else {
                    String expression = tensor.operation().accept(this);
                    names.put(tensor.operation(), assign(withLetters(tensor.name(), tensor.shape()), expression));
                }
            }
        }

        /** Makes a tensor that is known the start of statements whose gradient is taken. */
        String restart(Tensor tensor) {
            String start = assign(
                    withLetters(tensor.name(), tensor.shape()),
                    "torch.requires_grad_(torch.detach(" + name(tensor) + "))");
            names.put(tensor.operation(), start);
            return start;
        }

        /** An input is an argument, whose name comes before any variable's. */
        private void takeInput(Operation.Input input) {
            if (!taken.add(inputName(input))) {
                throw new IllegalArgumentException(
                        "script: expected a free name for an input, got " + inputName(input) + " again");
            }
            names.put(input, inputName(input));
        }

        String name(Tensor tensor) {
            return names.get(tensor.operation());
        }

        /** A tensor's name, or its numbers in the format wanted if they have another. */
        String in(Precision wanted, Tensor tensor) {
            boolean fits = tensor.type() == ElementType.INTEGER || precision.of(tensor) == wanted;
            return fits ? name(tensor) : ScriptLines.cast(name(tensor), wanted);
        }

        @Override
        public String assign(String name, String expression) {
            String free = free(name);
            lines.add(free + " = " + expression);
            return free;
        }

        @Override
        public String once(String name, String expression) {
            return once(name, () -> assign(name, expression));
        }

        @Override
        public String once(String name, Supplier<String> statements) {
            String variable = shared.get(name);
            if (variable == null) {
                variable = statements.get();
                shared.put(name, variable);
            }
            return variable;
        }

        @Override
        public void statement(String line) {
            lines.add(line);
        }

        @Override
        public String free(String name) {
            String candidate = name;
            for (int i = 1; !taken.add(candidate); i++) {
                candidate = name + "_" + i;
            }
            return candidate;
        }

        /** All slices of a dimension come from one unbind, whose gradient is one stack instead of many sums. */
        private String slice(Operation.Pick pick) {
            Slices source = new Slices(name(pick.x()), pick.dim());
            return slices.computeIfAbsent(source, key -> {
                        List<String> parts = new ArrayList<>();
                        for (int i = 0; i < pick.dim().fixedSize(); i++) {
                            parts.add(free(key.source() + "_" + i));
                        }
                        lines.add(String.join(", ", parts) + ", = torch.unbind(" + key.source() + ", "
                                + pick.x().shape().indexOf(pick.dim()) + ")");
                        return parts;
                    })
                    .get(pick.index());
        }

        @Override
        public String input(Operation.Input input) {
            throw new IllegalStateException("an input is an argument: " + input);
        }

        @Override
        public String pick(Operation.Pick pick) {
            String x = name(pick.x());
            return call(
                    "select", x, String.valueOf(pick.x().shape().indexOf(pick.dim())), String.valueOf(pick.index()));
        }

        @Override
        public String parameter(Operation.Parameter parameter) {
            return weights.apply(graph.parameters().indexOf(parameter));
        }

        @Override
        public String add(Operation.Add add) {
            return call("add", name(add.x()), aligned(add.x(), add.y()));
        }

        @Override
        public String multiply(Operation.Multiply multiply) {
            return call("mul", name(multiply.x()), aligned(multiply.x(), multiply.y()));
        }

        @Override
        public String divide(Operation.Divide divide) {
            return call("div", name(divide.x()), name(divide.y()));
        }

        @Override
        public String sum(Operation.Sum sum) {
            return call("sum", in(Precision.FLOAT32, sum.x()));
        }

        @Override
        public String activate(Operation.Activate activate) {
            return switch (activate.function()) {
                case GELU -> call("gelu", name(activate.x()));
                case GELU_TANH -> call("gelu", name(activate.x()), "approximate=\"tanh\"");
            };
        }

        @Override
        public String tanh(Operation.Tanh tanh) {
            return call("tanh", name(tanh.x()));
        }

        @Override
        public String cos(Operation.Cos cos) {
            return call("cos", name(cos.x()));
        }

        @Override
        public String sin(Operation.Sin sin) {
            return call("sin", name(sin.x()));
        }

        @Override
        public String linear(Operation.Linear linear) {
            return ofUnits(arithmetic
                    .products()
                    .write(
                            forUnits(linear.x()),
                            linear.x().shape().rank(),
                            forUnits(linear.weight()),
                            linear.bias().map(this::forUnits).orElse("None")));
        }

        /** A tensor as what is multiplied: rounded to the operands' format, in that of the device's units. */
        private String forUnits(Tensor tensor) {
            String operand = in(arithmetic.operands(), tensor);
            return arithmetic.isWidened() ? ScriptLines.cast(operand, arithmetic.units()) : operand;
        }

        /** What the units give, in the format of results. */
        private String ofUnits(String expression) {
            return arithmetic.isWidened() ? ScriptLines.cast(expression, arithmetic.operands()) : expression;
        }

        @Override
        public String layerNorm(Operation.LayerNorm norm) {
            String width = "[" + norm.x().shape().last().fixedSize() + "]";
            return call(
                    "layer_norm",
                    in(Precision.FLOAT32, norm.x()),
                    width,
                    name(norm.weight()),
                    nameOrNone(norm.bias()),
                    String.valueOf(norm.epsilon()));
        }

        @Override
        public String embedding(Operation.Embedding embedding) {
            return call("embedding", name(embedding.table()), name(embedding.ids()));
        }

        @Override
        public String rows(Operation.Rows rows) {
            String flat = call("flatten", name(rows.x()), "0", "-2");
            return call("index_select", flat, "0", name(rows.indices()));
        }

        @Override
        public String split(Operation.Split split) {
            String parts = split.parts().stream()
                    .map(part -> String.valueOf(part.fixedSize()))
                    .collect(Collectors.joining(", ", "[", "]"));
            int index = split.x().shape().indexOf(split.dim());
            return call("unflatten", name(split.x()), String.valueOf(index), parts);
        }

        @Override
        public String join(Operation.Join join) {
            int first = join.x().shape().indexOf(join.parts().get(0));
            int last = first + join.parts().size() - 1;
            return call("flatten", name(join.x()), String.valueOf(first), String.valueOf(last));
        }

        @Override
        public String transpose(Operation.Transpose transpose) {
            Shape from = transpose.x().shape();
            String order = transpose.shape().dims().stream()
                    .map(dim -> String.valueOf(from.indexOf(dim)))
                    .collect(Collectors.joining(", ", "[", "]"));
            return call("permute", name(transpose.x()), order);
        }

        @Override
        public String rotaryAngles(Operation.RotaryAngles angles) {
            int width = angles.width().fixedSize();
            String positions = name(angles.positions());
            String pairs = assign(
                    "pairs", "torch.arange(0, " + width / 2 + ", dtype=6, device=ops.prim.device(" + positions + "))");
            String frequencies = assign(
                    "frequencies", "torch.pow(" + angles.theta() + ", torch.mul(" + pairs + ", " + -2.0 / width + "))");
            String half =
                    assign("half_angles", "torch.mul(torch.unsqueeze(" + positions + ", -1), " + frequencies + ")");
            return "torch.cat([" + half + ", " + half + "], -1)";
        }

        @Override
        public String rotate(Operation.Rotate rotate) {
            String x = variable(rotate.x(), in(Precision.FLOAT32, rotate.x()));
            String halves = assign("halves", "torch.chunk(" + x + ", 2, -1)");
            String turned = "torch.cat([torch.neg(" + halves + "[1]), " + halves + "[0]], -1)";
            String cosines = call("mul", x, aligned(rotate.x(), rotate.cos()));
            return "torch.addcmul(" + cosines + ", " + turned + ", " + aligned(rotate.x(), rotate.sin()) + ")";
        }

        @Override
        public String attention(Operation.Attention attention) {
            double scale = 1 / Math.sqrt(attention.q().shape().last().fixedSize());
            AttentionCall operands = new AttentionCall(
                    variable(attention.q(), forUnits(attention.q())),
                    variable(attention.k(), forUnits(attention.k())),
                    variable(attention.v(), forUnits(attention.v())),
                    name(attention.documents()),
                    attention.reach(),
                    scale,
                    mode == Program.Mode.TRAINING ? attention.dropout() : 0,
                    arithmetic.units());
            return ofUnits(kernel.write(operands, this));
        }

        /** A variable for an expression of a tensor that is named more than once: its own, if that is all. */
        private String variable(Tensor tensor, String expression) {
            return expression.equals(name(tensor))
                    ? expression
                    : assign(withLetters(tensor.name(), tensor.shape()), expression);
        }

        @Override
        public String dropout(Operation.Dropout dropout) {
            String kept = dropout(name(dropout.x()), dropout.rate());
            Precision format = precision.of(dropout.x());
            return format == Precision.FLOAT32 ? kept : ScriptLines.cast(kept, format);
        }

        @Override
        public String dropout(String variable, double rate) {
            long dropped = Math.min(LANE - 1, Math.max(1, Math.round(rate * LANE)));
            Mask mask = mask(variable, dropped);
            String scaled = call("mul", mask.kept(), String.valueOf((double) LANE / (LANE - dropped)));
            String first = call("slice", call("flatten", scaled), "0", "0", mask.count());
            return call("mul", variable, call("view", first, call("size", variable)));
        }

        /** An operation that is written again keeps its masks. */
        private Mask mask(String variable, long dropped) {
            List<Mask> ofCurrent = masks.computeIfAbsent(current, operation -> new ArrayList<>());
            if (masksTaken == ofCurrent.size()) {
                ofCurrent.add(draw(variable, dropped));
            }
            return ofCurrent.get(masksTaken++);
        }

        /**
         * A 64-bit number decides on four elements, by 16 bits each that are shifted to its top; so the rate is a
         * multiple of 2^-16, at least one. The engine's own dropout draws a number for each element, on one thread.
         */
        private Mask draw(String variable, long dropped) {
            String device = "device=ops.prim.device(" + variable + ")";
            String count = assign("count", call("numel", variable));
            String empty = "torch.empty([(" + count + " + 3) // 4, 1], dtype=4, " + device + ")";
            String bits =
                    assign("random_bits", call("random_", empty, "torch.sub(-" + Long.MAX_VALUE + ", 1)", "None"));
            String shifts = "torch.mul(torch.arange(4, dtype=4, " + device + "), 16)";
            String kept = assign(
                    "is_kept",
                    "torch.ge(torch.bitwise_left_shift(" + bits + ", " + shifts + "), "
                            + (Long.MIN_VALUE + (dropped << 48)) + ")");
            return new Mask(kept, count);
        }

        @Override
        public String crossEntropy(Operation.CrossEntropy crossEntropy) {
            return call(
                    "cross_entropy_loss",
                    in(Precision.FLOAT32, crossEntropy.logits()),
                    name(crossEntropy.labels()),
                    "None",
                    "0");
        }

        @Override
        public String argMax(Operation.ArgMax argMax) {
            return call("argmax", name(argMax.x()), "-1");
        }

        private String nameOrNone(Optional<Tensor> tensor) {
            return tensor.map(this::name).orElse("None");
        }

        /** The name of y, with a dimension of size 1 wherever x has one that y lacks after y's first. */
        private String aligned(Tensor x, Tensor y) {
            List<Dim> to = x.shape().dims();
            String aligned = name(y);
            List<Dim> has = y.shape().dims();
            int first = has.isEmpty() ? to.size() : to.indexOf(has.get(0));
            for (int i = first; i < to.size(); i++) {
                if (!has.contains(to.get(i))) {
                    aligned = "torch.unsqueeze(" + aligned + ", " + (i - first) + ")";
                }
            }
            return aligned;
        }

        private String call(String function, String... arguments) {
            return "torch." + function + "(" + String.join(", ", arguments) + ")";
        }
    }

    /** What dropout keeps: a variable that is true for an element that stays, and one with the number of elements. */
    private record Mask(String kept, String count) {}

    /** A dimension of a variable, of which slices are taken. */
    private record Slices(String source, Dim dim) {}
}
