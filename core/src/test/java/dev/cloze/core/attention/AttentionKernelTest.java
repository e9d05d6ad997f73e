package dev.cloze.core.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cloze.core.TinyModels;
import dev.cloze.core.graph.Dim;
import dev.cloze.core.graph.ElementType;
import dev.cloze.core.graph.Graph;
import dev.cloze.core.graph.Interpreter;
import dev.cloze.core.graph.Tensor;
import dev.cloze.core.graph.Value;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.core.torch.NativeArgument;
import dev.cloze.core.torch.NativeArrayList;
import dev.cloze.core.torch.NothingLeftBehind;
import dev.cloze.core.torch.Program;
import dev.cloze.core.torch.Scope;
import dev.cloze.core.torch.ScriptMethod;
import dev.cloze.core.torch.ScriptWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every kernel keeps, seen through whole encoders. */
@ExtendWith(NothingLeftBehind.class)
class AttentionKernelTest {
    private static final int VOCABULARY = 23;
    private static final int LONGEST = 24;
    private static final MaskedLanguageModel BERT = new MaskedLanguageModel(TinyModels.BERT, VOCABULARY);
    private static final MaskedLanguageModel MODERN = new MaskedLanguageModel(TinyModels.MODERN, VOCABULARY);
    private static final MaskedLanguageModel LOCAL = new MaskedLanguageModel(TinyModels.LOCAL, VOCABULARY);

    /** Longer than the blocks of keys that fused kernels take at once. */
    private static final int MANY_BLOCKS = 1200;

    private static final List<String> QKV = List.of("q", "k", "v");
    private static final int HEADS = 2;
    private static final int HEAD_WIDTH = 4;
    /** The length of the rows that windows are tried on. */
    private static final int WINDOWED = 30;

    private static final List<Integer> REACHES = List.of(0, 1, 3, WINDOWED - 1, 100);

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @BeforeEach
    void printSeed() {
        System.out.println("AttentionKernelTest seed " + seed);
    }

    static Stream<Arguments> cases() {
        return Stream.of(AttentionKernel.values())
                .flatMap(kernel -> Stream.of(BERT, MODERN, LOCAL).map(model -> Arguments.of(kernel, model)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void packedDocumentsNeverSeeEachOther(AttentionKernel kernel, MaskedLanguageModel model) {
        for (int length : new int[] {40, MANY_BLOCKS}) {
            TestRow row = TestRow.random(random, length, LONGEST, VOCABULARY);
            long changed = row.documents()[random.nextInt(length)];
            float[][] before = HiddenVectors.of(model, kernel, row);
            float[][] after = HiddenVectors.of(model, kernel, row.withOtherTokens(changed, VOCABULARY));

            for (int i = 0; i < length; i++) {
                if (row.documents()[i] == changed) {
                    assertThat(after[i]).as("changed token %d", i).isNotEqualTo(before[i]);
                } else {
                    assertThat(after[i]).as("token %d", i).isEqualTo(before[i]);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void paddingChangesNothing(AttentionKernel kernel, MaskedLanguageModel model) {
        TestRow row = TestRow.random(random, 30, LONGEST, VOCABULARY);
        float[][] padded = HiddenVectors.of(model, kernel, row.padded(11));

        assertClose(Arrays.copyOf(padded, 30), HiddenVectors.of(model, kernel, row));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void packedDocumentEqualsTheSameDocumentAlone(AttentionKernel kernel, MaskedLanguageModel model) {
        TestRow row = TestRow.random(random, 60, LONGEST, VOCABULARY);
        float[][] packed = HiddenVectors.of(model, kernel, row);
        int from = 0;
        for (long document = 0; document <= row.documents()[59]; document++) {
            TestRow alone = row.alone(document);
            assertClose(
                    Arrays.copyOfRange(packed, from, from + alone.length()), HiddenVectors.of(model, kernel, alone));
            from += alone.length();
        }
        assertThat(from).isEqualTo(60);
    }

    @ParameterizedTest
    @EnumSource(AttentionKernel.class)
    void everyKernelAgreesWithTheEagerOne(AttentionKernel kernel) {
        for (MaskedLanguageModel model : new MaskedLanguageModel[] {BERT, MODERN, LOCAL}) {
            TestRow row = TestRow.random(random, 90, LONGEST, VOCABULARY);

            assertClose(HiddenVectors.of(model, kernel, row), HiddenVectors.of(model, AttentionKernel.EAGER, row));
        }
    }

    @ParameterizedTest
    @EnumSource(AttentionKernel.class)
    void anyDocumentNumberWillDo(AttentionKernel kernel) {
        TestRow row = new TestRow(
                new long[] {1, 2, 3, 4}, new long[4], new long[] {Long.MIN_VALUE, Long.MAX_VALUE, -1, 1L << 40});

        for (float[] vector : HiddenVectors.of(MODERN, kernel, row)) {
            for (float number : vector) {
                assertThat(number).isFinite();
            }
        }
    }

    /** One attention node over several documents; windows of nothing but the token itself up to more than the row. */
    @ParameterizedTest
    @EnumSource(AttentionKernel.class)
    void windowsAgreeWithTheInterpreter(AttentionKernel kernel) {
        TestRow row = TestRow.random(random, WINDOWED, LONGEST, VOCABULARY);
        double[][] qkv = randomQkv();
        for (int reach : REACHES) {
            Node node = Node.withReach(reach);
            Map<String, Value> leaves = new HashMap<>();
            leaves.put("documents", Value.of(new int[] {1, WINDOWED}, row.documents()));
            for (int i = 0; i < 3; i++) {
                leaves.put(QKV.get(i), Value.of(new int[] {1, HEADS, WINDOWED, HEAD_WIDTH}, qkv[i]));
            }
            double[] expected = Interpreter.run(node.graph(), List.of(node.mixed_BHTK()), leaves)
                    .get(0)
                    .toArray();

            assertThat(mixed(node, kernel, row, qkv))
                    .as("reach %d", reach)
                    .containsExactly(floats(expected), within(1e-5f));
        }
    }

    /** Bit for bit: another key and another value change those tokens alone that see them. */
    @ParameterizedTest
    @EnumSource(AttentionKernel.class)
    void tokensOutsideTheWindowChangeNothing(AttentionKernel kernel) {
        TestRow row = TestRow.random(random, WINDOWED, LONGEST, VOCABULARY);
        for (int reach : REACHES) {
            Node node = Node.withReach(reach);
            int changed = random.nextInt(WINDOWED);
            double[][] qkv = randomQkv();
            float[] before = mixed(node, kernel, row, qkv);
            for (int i = 0; i < HEADS * HEAD_WIDTH; i++) {
                int place = (i / HEAD_WIDTH * WINDOWED + changed) * HEAD_WIDTH + i % HEAD_WIDTH;
                qkv[1][place] += 1;
                qkv[2][place] += 1;
            }
            float[] after = mixed(node, kernel, row, qkv);

            for (int from = 0; from < HEADS * WINDOWED; from++) {
                int token = from % WINDOWED;
                boolean sees = row.documents()[token] == row.documents()[changed] && Math.abs(token - changed) <= reach;
                float[] was = Arrays.copyOfRange(before, from * HEAD_WIDTH, (from + 1) * HEAD_WIDTH);
                float[] is = Arrays.copyOfRange(after, from * HEAD_WIDTH, (from + 1) * HEAD_WIDTH);
                if (sees) {
                    assertThat(is)
                            .as("reach %d, token %d of %d", reach, token, changed)
                            .isNotEqualTo(was);
                } else {
                    assertThat(is)
                            .as("reach %d, token %d of %d", reach, token, changed)
                            .isEqualTo(was);
                }
            }
        }
    }

    /** A graph of one attention node. */
    private record Node(Graph graph, Tensor mixed_BHTK) {
        static Node withReach(int reach) {
            Graph graph = new Graph();
            Dim[] dims = {Dim.free("B"), Dim.of("H", HEADS), Dim.free("T"), Dim.of("K", HEAD_WIDTH)};
            List<Tensor> inputs = QKV.stream()
                    .map(name -> graph.input(name, ElementType.REAL, dims))
                    .toList();
            Tensor documents_BT = graph.input("documents", ElementType.INTEGER, dims[0], dims[2]);
            return new Node(
                    graph, inputs.get(0).attend(inputs.get(1), inputs.get(2), documents_BT, OptionalInt.of(reach), 0));
        }
    }

    private double[][] randomQkv() {
        double[][] qkv = new double[3][];
        Arrays.setAll(
                qkv,
                i -> random.doubles((long) HEADS * WINDOWED * HEAD_WIDTH, -2, 2).toArray());
        return qkv;
    }

    private static float[] mixed(Node node, AttentionKernel kernel, TestRow row, double[][] qkv) {
        ScriptMethod method = new ScriptWriter(node.graph(), kernel).forward("mixed", node.mixed_BHTK());
        try (Scope run = Scope.open(ComputeDevice.CPU);
                Program program = Program.load(run, List.of(method));
                Scope step = run.child()) {
            List<NativeArgument> arguments = new ArrayList<>();
            for (double[] numbers : qkv) {
                arguments.add(step.floats(floats(numbers), 1, HEADS, WINDOWED, HEAD_WIDTH));
            }
            arguments.add(step.longs(row.documents(), 1, WINDOWED));
            arguments.add(new NativeArrayList("weights", List.of(run.floats(new float[1], 1))));
            return program.call("mixed", Program.Mode.INFERENCE, step, arguments)
                    .get(0)
                    .toFloats();
        }
    }

    private static float[] floats(double[] numbers) {
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return floats;
    }

    private static void assertClose(float[][] actual, float[][] expected) {
        assertThat(actual).hasDimensions(expected.length, expected[0].length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).as("token %d", i).containsExactly(expected[i], within(1e-5f));
        }
    }
}
