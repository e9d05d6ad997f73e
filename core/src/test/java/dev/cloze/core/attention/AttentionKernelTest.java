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
        int length = 30;
        TestRow row = TestRow.random(random, length, LONGEST, VOCABULARY);
        double[][] qkv = new double[3][];
        Arrays.setAll(qkv, i -> random.doubles(2L * length * 4, -2, 2).toArray());
        for (int reach : new int[] {0, 1, 3, 29, 100}) {
            Graph graph = new Graph();
            Dim[] dims = {Dim.free("B"), Dim.of("H", 2), Dim.free("T"), Dim.of("K", 4)};
            List<Tensor> inputs = Stream.of("q", "k", "v")
                    .map(name -> graph.input(name, ElementType.REAL, dims))
                    .toList();
            Tensor documents_BT = graph.input("documents", ElementType.INTEGER, dims[0], dims[2]);
            Tensor mixed_BHTK =
                    inputs.get(0).attend(inputs.get(1), inputs.get(2), documents_BT, OptionalInt.of(reach), 0);
            Map<String, Value> leaves = new HashMap<>();
            leaves.put("documents", Value.of(new int[] {1, length}, row.documents()));
            for (int i = 0; i < 3; i++) {
                leaves.put(List.of("q", "k", "v").get(i), Value.of(new int[] {1, 2, length, 4}, qkv[i]));
            }
            double[] expected =
                    Interpreter.run(graph, List.of(mixed_BHTK), leaves).get(0).toArray();
            ScriptMethod method = new ScriptWriter(graph, kernel).forward("mixed", mixed_BHTK);
            try (Scope run = Scope.open(ComputeDevice.CPU);
                    Program program = Program.load(run, List.of(method));
                    Scope step = run.child()) {
                List<NativeArgument> arguments = new ArrayList<>();
                for (double[] numbers : qkv) {
                    arguments.add(step.floats(floats(numbers), 1, 2, length, 4));
                }
                arguments.add(step.longs(row.documents(), 1, length));
                arguments.add(new NativeArrayList("weights", List.of(run.floats(new float[1], 1))));
                float[] actual = program.call("mixed", Program.Mode.INFERENCE, step, arguments)
                        .get(0)
                        .toFloats();
                assertThat(actual).as("reach %d", reach).containsExactly(floats(expected), within(1e-5f));
            }
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
