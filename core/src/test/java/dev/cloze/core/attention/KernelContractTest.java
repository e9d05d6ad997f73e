package dev.cloze.core.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import dev.cloze.core.graph.Dim;
import dev.cloze.core.graph.ElementType;
import dev.cloze.core.graph.Graph;
import dev.cloze.core.graph.Interpreter;
import dev.cloze.core.graph.Precision;
import dev.cloze.core.graph.Shape;
import dev.cloze.core.graph.Tensor;
import dev.cloze.core.graph.Value;
import dev.cloze.core.torch.Arithmetic;
import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.core.torch.NativeArray;
import dev.cloze.core.torch.NativeArrayList;
import dev.cloze.core.torch.NothingLeftBehind;
import dev.cloze.core.torch.Products;
import dev.cloze.core.torch.Program;
import dev.cloze.core.torch.Scope;
import dev.cloze.core.torch.ScriptMethod;
import dev.cloze.core.torch.ScriptWriter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What one attention node means, kept by every kernel: its result is the float64 interpreter's, its gradients those of a
 * float64 formula that central differences of the interpreter confirm.
 */
@ExtendWith(NothingLeftBehind.class)
class KernelContractTest {
    private static final int HEADS = 2;
    private static final int HEAD_WIDTH = 4;
    private static final List<String> QKV = List.of("q", "k", "v");
    private static final long PADDING = -1;
    private static final Arithmetic FLOAT32 = Arithmetic.float32(Products.LINEAR);

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @ParameterizedTest
    @EnumSource(AttentionKernel.class)
    void forwardAndGradientsAreThoseOfFloat64(AttentionKernel kernel) {
        System.out.println("KernelContractTest seed " + seed);
        layouts().forEach(layout -> {
            for (int reach : new int[] {-1, 0, 2, 70, 299, 1000}) {
                Node node = Node.of(layout, reach < 0 ? OptionalInt.empty() : OptionalInt.of(reach));
                double[][] numbers = randomNumbers(layout);
                String where = kernel + ", " + layout + ", reach " + reach + ", seed " + seed;

                assertClose(mixed(node, kernel, FLOAT32, numbers), interpreted(node, numbers), where);
                double[][] expected = gradients(node, numbers);
                float[][] actual = compiledGradients(node, kernel, FLOAT32, numbers);
                for (int i = 0; i < 3; i++) {
                    assertClose(actual[i], expected[i], "d" + QKV.get(i) + " of " + where);
                }
            }
        });
    }

    /**
     * Flash attention of variable lengths runs on GPUs only. Here another kernel stands in its place, which keeps to its
     * contract, so that offsets, windows, scale and order of tokens are those that it will get.
     */
    @Test
    void varlenAttentionIsGivenTheDocumentsAsTheyAre() {
        layouts().forEach(layout -> {
            for (int reach : new int[] {-1, 0, 2, 70}) {
                Node node = Node.of(layout, reach < 0 ? OptionalInt.empty() : OptionalInt.of(reach));
                double[][] numbers = randomNumbers(layout);
                String where = layout + ", reach " + reach + ", seed " + seed;
                FlashStandIn standIn = new FlashStandIn();

                assertClose(
                        mixed(node, AttentionKernel.VARLEN, FLOAT32, numbers, standIn::in),
                        interpreted(node, numbers),
                        where);
                double[][] expected = gradients(node, numbers);
                float[][] actual = compiledGradients(node, AttentionKernel.VARLEN, FLOAT32, numbers, standIn::in);
                for (int i = 0; i < 3; i++) {
                    assertClose(actual[i], expected[i], "d" + QKV.get(i) + " of " + where);
                }
                assertThat(standIn.calls()).as("calls replaced").isEqualTo(2);
            }
        });
    }

    /** To the bits that the format has, and not to more: then nothing would have been cast. */
    @ParameterizedTest
    @EnumSource(AttentionKernel.class)
    void in16BitsTheyAreThoseOfFloat64UpToRounding(AttentionKernel kernel) {
        in16Bits(kernel, Precision.BFLOAT16, 0.02);
        in16Bits(kernel, Precision.FLOAT16, 0.0025);
    }

    private void in16Bits(AttentionKernel kernel, Precision operands, double most) {
        layouts().forEach(layout -> {
            for (int reach : new int[] {-1, 0, 2, 70}) {
                Node node = Node.of(layout, reach < 0 ? OptionalInt.empty() : OptionalInt.of(reach));
                double[][] numbers = randomNumbers(layout);
                double[] expected = interpreted(node, numbers);
                double[][] expectedGradients = gradients(node, numbers);
                for (Precision units : List.of(operands, Precision.FLOAT32)) {
                    String where = kernel + ", " + layout + ", reach " + reach + ", " + operands + ", units " + units
                            + ", seed " + seed;
                    Arithmetic arithmetic = new Arithmetic(Products.LINEAR, operands, units);
                    assertRounded(mixed(node, kernel, arithmetic, numbers), expected, operands, most, 0, where);
                    float[][] actual = compiledGradients(node, kernel, arithmetic, numbers);
                    for (int i = 0; i < 3; i++) {
                        assertRounded(
                                actual[i],
                                expectedGradients[i],
                                operands,
                                most,
                                most * 0x1p-6 / 0.02,
                                "d" + QKV.get(i) + " of " + where);
                    }
                }
            }
        });
    }

    /**
     * By root mean squares. Gradients of queries and keys are differences of larger numbers, of up to some four here, which
     * have been rounded.
     */
    private static void assertRounded(
            float[] actual, double[] expected, Precision format, double most, double differences, String where) {
        int below = format == Precision.BFLOAT16 ? 0xffff : 0x1fff;
        double error = 0;
        double size = 0;
        for (int i = 0; i < expected.length; i++) {
            error += Math.pow(actual[i] - expected[i], 2) / expected.length;
            size += Math.pow(expected[i], 2) / expected.length;
            if ((Float.floatToRawIntBits(actual[i]) & below) != 0) {
                fail("[%d] of %s: more bits than the format has: %s".formatted(i, where, actual[i]));
            }
        }
        assertThat(Math.sqrt(error)).as(where).isLessThanOrEqualTo(most * Math.sqrt(size) + differences);
    }

    /** The oracle of the gradients, against another. */
    @Test
    void theFormulaAgreesWithCentralDifferences() {
        Layout layout = new Layout("two rows", new long[][] {{0, 0, 1, 0, 2}, {3, 3, 3, -1, -1}});
        for (OptionalInt reach : List.of(OptionalInt.empty(), OptionalInt.of(1))) {
            Node node = Node.of(layout, reach);
            double[][] numbers = randomNumbers(layout);
            double[][] expected = gradients(node, numbers);
            double step = 1e-5;
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < numbers[i].length; j++) {
                    double original = numbers[i][j];
                    numbers[i][j] = original + step;
                    double above = loss(node, numbers);
                    numbers[i][j] = original - step;
                    double below = loss(node, numbers);
                    numbers[i][j] = original;
                    assertThat(expected[i][j])
                            .as("d%s[%d], seed %d", QKV.get(i), j, seed)
                            .isCloseTo((above - below) / (2 * step), within(1e-7));
                }
            }
        }
    }

    /** As numbers stand in batches, and as they may besides. */
    private Stream<Layout> layouts() {
        return Stream.of(
                new Layout("one token", new long[][] {{0}, {PADDING}}),
                new Layout("short rows", new long[][] {row(37, 37, 0), row(37, 6, 9), row(37, 5, 37)}),
                new Layout("one document", new long[][] {row(128, 1000, 0)}),
                new Layout("tiny and long documents", new long[][] {row(300, 15, 7), row(300, 250, 41)}),
                new Layout("a document in pieces", new long[][] {
                    row(150, 20, 3),
                    IntStream.range(0, 150).mapToLong(i -> i / 9 % 5).toArray()
                }),
                new Layout("huge numbers", new long[][] {
                    {Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, 1L << 32, 0}, {0, 0, 1L << 40, 1L << 40, 2}
                }));
    }

    /** Documents of at most so many tokens in a row, padding at its end. */
    private long[] row(int length, int longest, int padding) {
        long[] row = TestRow.random(random, length, longest, 2).documents();
        Arrays.fill(row, length - padding, length, PADDING);
        return row;
    }

    /** Documents of equally long rows. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Layout(String name, long[][] documents) {
        int rows() {
            return documents.length;
        }

        int length() {
            return documents[0].length;
        }

        int numbers() {
            return rows() * HEADS * length() * HEAD_WIDTH;
        }

        long[] flat() {
            return Arrays.stream(documents).flatMapToLong(Arrays::stream).toArray();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** A graph of one attention node over trained q, k, v, and as its loss the result weighted by an input. */
    private record Node(Layout layout, OptionalInt reach, Graph graph, Tensor mixed_BHTK, Tensor loss) {
        static Node of(Layout layout, OptionalInt reach) {
            Graph graph = new Graph();
            Dim[] dims = {
                Dim.of("B", layout.rows()), Dim.of("H", HEADS), Dim.of("T", layout.length()), Dim.of("K", HEAD_WIDTH)
            };
            List<Tensor> qkv = QKV.stream()
                    .map(name -> graph.parameter(name, Shape.of(dims)))
                    .toList();
            Tensor documents_BT = graph.input("documents", ElementType.INTEGER, dims[0], dims[2]);
            Tensor upstream_BHTK = graph.input("upstream", ElementType.REAL, dims);
            Tensor mixed_BHTK = qkv.get(0).attend(qkv.get(1), qkv.get(2), documents_BT, reach, 0);
            return new Node(
                    layout,
                    reach,
                    graph,
                    mixed_BHTK,
                    mixed_BHTK.multiply(upstream_BHTK).sum());
        }
    }

    /** q, k, v and the gradient of the result. */
    private double[][] randomNumbers(Layout layout) {
        double[][] numbers = new double[4][];
        Arrays.setAll(
                numbers,
                i -> random.doubles(layout.numbers(), -2, 2)
                        .map(number -> (float) number)
                        .toArray());
        return numbers;
    }

    private static double[] interpreted(Node node, double[][] numbers) {
        return Interpreter.run(node.graph(), List.of(node.mixed_BHTK()), leaves(node, numbers))
                .get(0)
                .toArray();
    }

    private static double loss(Node node, double[][] numbers) {
        return Interpreter.run(node.graph(), List.of(node.loss()), leaves(node, numbers))
                .get(0)
                .scalar();
    }

    private static Map<String, Value> leaves(Node node, double[][] numbers) {
        int[] sizes = {node.layout().rows(), HEADS, node.layout().length(), HEAD_WIDTH};
        Map<String, Value> leaves = new HashMap<>();
        for (int i = 0; i < 3; i++) {
            leaves.put(QKV.get(i), Value.of(sizes, numbers[i]));
        }
        leaves.put("upstream", Value.of(sizes, numbers[3]));
        leaves.put(
                "documents",
                Value.of(new int[] {sizes[0], sizes[2]}, node.layout().flat()));
        return leaves;
    }

    /** With P the probabilities and O the result: dV = P' dO, dS = P (dO V' - sum(dO O)), dQ = dS K / sqrt(K), dK = dS' Q / sqrt(K). */
    private static double[][] gradients(Node node, double[][] numbers) {
        int length = node.layout().length();
        int count = HEADS * node.layout().rows() * length;
        double[] mixed = interpreted(node, numbers);
        double[][] gradients = new double[3][numbers[0].length];
        double scale = 1 / Math.sqrt(HEAD_WIDTH);
        for (int from = 0; from < count; from++) {
            int first = from / length * length;
            long[] documents = node.layout().documents()[from / length / HEADS];
            double[] probabilities = new double[length];
            double sum = 0;
            for (int to = 0; to < length; to++) {
                boolean sees = documents[from - first] == documents[to]
                        && Math.abs(from - first - to) <= node.reach().orElse(length);
                probabilities[to] = sees ? Math.exp(scale * dot(numbers[0], from, numbers[1], first + to)) : 0;
                sum += probabilities[to];
            }
            double weighted = dot(numbers[3], from, mixed, from);
            for (int to = 0; to < length; to++) {
                double probability = probabilities[to] / sum;
                double score = probability * (dot(numbers[3], from, numbers[2], first + to) - weighted) * scale;
                add(gradients[0], from, score, numbers[1], first + to);
                add(gradients[1], first + to, score, numbers[0], from);
                add(gradients[2], first + to, probability, numbers[3], from);
            }
        }
        return gradients;
    }

    private static double dot(double[] a, int i, double[] b, int j) {
        double sum = 0;
        for (int d = 0; d < HEAD_WIDTH; d++) {
            sum += a[i * HEAD_WIDTH + d] * b[j * HEAD_WIDTH + d];
        }
        return sum;
    }

    private static void add(double[] to, int i, double factor, double[] vector, int j) {
        for (int d = 0; d < HEAD_WIDTH; d++) {
            to[i * HEAD_WIDTH + d] += factor * vector[j * HEAD_WIDTH + d];
        }
    }

    private static float[] mixed(Node node, AttentionKernel kernel, Arithmetic arithmetic, double[][] numbers) {
        return mixed(node, kernel, arithmetic, numbers, method -> method);
    }

    private static float[] mixed(
            Node node,
            AttentionKernel kernel,
            Arithmetic arithmetic,
            double[][] numbers,
            UnaryOperator<ScriptMethod> rewrite) {
        ScriptMethod method =
                rewrite.apply(new ScriptWriter(node.graph(), kernel, arithmetic).forward("mixed", node.mixed_BHTK()));
        try (Scope run = Scope.open(ComputeDevice.CPU);
                Program program = Program.load(run, List.of(method));
                Scope step = run.child()) {
            return program.call(
                            "mixed", Program.Mode.INFERENCE, step, documents(step, node), weights(run, node, numbers))
                    .get(0)
                    .toFloats();
        }
    }

    private static float[][] compiledGradients(
            Node node, AttentionKernel kernel, Arithmetic arithmetic, double[][] numbers) {
        return compiledGradients(node, kernel, arithmetic, numbers, method -> method);
    }

    private static float[][] compiledGradients(
            Node node,
            AttentionKernel kernel,
            Arithmetic arithmetic,
            double[][] numbers,
            UnaryOperator<ScriptMethod> rewrite) {
        ScriptMethod method =
                rewrite.apply(new ScriptWriter(node.graph(), kernel, arithmetic).gradients("gradients", node.loss()));
        try (Scope run = Scope.open(ComputeDevice.CPU);
                Program program = Program.load(run, List.of(method));
                Scope step = run.child()) {
            List<NativeArray> results = program.call(
                    "gradients",
                    Program.Mode.TRAINING,
                    step,
                    documents(step, node),
                    array(step, node, numbers[3]),
                    weights(run, node, numbers));
            return results.stream().skip(1).map(NativeArray::toFloats).toArray(float[][]::new);
        }
    }

    private static NativeArray documents(Scope step, Node node) {
        return step.longs(
                node.layout().flat(), node.layout().rows(), node.layout().length());
    }

    private static NativeArrayList weights(Scope run, Node node, double[][] numbers) {
        return new NativeArrayList(
                "weights",
                IntStream.range(0, 3)
                        .mapToObj(i -> array(run, node, numbers[i]))
                        .toList());
    }

    private static NativeArray array(Scope scope, Node node, double[] numbers) {
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return scope.floats(floats, node.layout().rows(), HEADS, node.layout().length(), HEAD_WIDTH);
    }

    private static void assertClose(float[] actual, double[] expected, String where) {
        assertThat(actual).as(where).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(actual[i] - expected[i]) <= 2e-5 * (1 + Math.abs(expected[i])))) {
                assertThat((double) actual[i]).as("[%d] of %s", i, where).isCloseTo(expected[i], within(2e-5));
            }
        }
    }
}
