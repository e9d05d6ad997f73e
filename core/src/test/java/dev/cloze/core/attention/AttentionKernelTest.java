package dev.cloze.core.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cloze.core.TinyModels;
import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.core.torch.NothingLeftBehind;
import java.util.Arrays;
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
                .flatMap(kernel -> Stream.of(BERT, MODERN).map(model -> Arguments.of(kernel, model)));
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
        for (MaskedLanguageModel model : new MaskedLanguageModel[] {BERT, MODERN}) {
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

    private static void assertClose(float[][] actual, float[][] expected) {
        assertThat(actual).hasDimensions(expected.length, expected[0].length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).as("token %d", i).containsExactly(expected[i], within(1e-5f));
        }
    }
}
