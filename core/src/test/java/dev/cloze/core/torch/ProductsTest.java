package dev.cloze.core.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cloze.core.graph.Precision;
import dev.cloze.core.torch.ScriptMethod.Argument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** Linear layers as convolutions, at sizes for which the engine takes oneDNN even with one thread: 16 rows. */
@ExtendWith(NothingLeftBehind.class)
class ProductsTest {
    private static final int ROWS = 16;
    private static final int TOKENS = 40;
    private static final int FROM = 48;
    private static final int TO = 80;

    @Test
    void aConvolutionIsALinearLayerWithItsGradients() {
        for (int rank : new int[] {2, 3}) {
            for (String bias : List.of("b", "None")) {
                List<float[]> expected = results(Products.LINEAR, rank, bias);
                List<float[]> actual = results(Products.CONVOLUTION, rank, bias);
                for (int i = 0; i < expected.size(); i++) {
                    assertThat(actual.get(i))
                            .as("result %d, rank %d, bias %s", i, rank, bias)
                            .containsExactly(expected.get(i), within(1e-3f));
                }
            }
        }
    }

    @Test
    void theSameCallGivesTheSameBits() {
        List<float[]> first = results(Products.CONVOLUTION, 3, "b");
        for (int i = 0; i < 10; i++) {
            results(Products.CONVOLUTION, 2, "b"); // other shapes in between
            List<float[]> again = results(Products.CONVOLUTION, 3, "b");
            for (int j = 0; j < first.size(); j++) {
                assertThat(again.get(j)).isEqualTo(first.get(j));
            }
        }
    }

    @Test
    void aConvolutionIsOfRowsOrOfTokens() {
        assertThatThrownBy(() -> Products.CONVOLUTION.write("x", 4, "w", "None"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("linear x: expected 2 or 3 dimensions, got 4");
    }

    @Test
    void gpusHaveTheEnginesOwn() {
        ComputeDevice gpu = new ComputeDevice(ComputeDevice.Kind.GPU, 0);
        assertThat(Products.of(gpu)).isEqualTo(Products.LINEAR);
        assertThat(Products.withoutGradient(gpu)).isEqualTo(Products.LINEAR);
    }

    /** The convolution's gain is that of AVX-512, and bfloat16 is how it is told. */
    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void oneDnnKnowsBfloat16WhereThereIsAvx512() throws IOException {
        boolean hasAvx512 = Files.readString(Path.of("/proc/cpuinfo")).contains("avx512bw");
        assertThat(Products.know(ComputeDevice.CPU, Precision.BFLOAT16)).isEqualTo(hasAvx512);
    }

    /** The output, and the gradients of input and matrix, and of the bias if there is one. */
    private static List<float[]> results(Products products, int rank, String bias) {
        boolean hasBias = !bias.equals("None");
        List<String> lines = new ArrayList<>(List.of(
                "torch.set_grad_enabled(True)",
                "xx = torch.requires_grad_(torch.detach(x))",
                "ww = torch.requires_grad_(torch.detach(w))",
                "bb = torch.requires_grad_(torch.detach(b))",
                "y = " + products.write("xx", rank, "ww", hasBias ? "bb" : "None"),
                "gradients = torch.grad([y], [xx, ww" + (hasBias ? ", bb" : "")
                        + "], annotate(List[Optional[Tensor]], [g]))",
                "results = [torch.contiguous(torch.detach(y))]",
                "for i in range(torch.len(gradients)):",
                "  gradient = gradients[i]",
                "  _0 = torch.append(results, torch.contiguous(unchecked_cast(Tensor, gradient)))",
                "return results"));
        ScriptMethod method = new ScriptMethod(
                "products",
                List.of(Argument.array("x"), Argument.array("w"), Argument.array("b"), Argument.array("g")),
                lines);
        long[] leading = rank == 2 ? new long[] {(long) ROWS * TOKENS} : new long[] {ROWS, TOKENS};
        try (Scope run = Scope.open(ComputeDevice.CPU);
                Program program = Program.load(run, List.of(method));
                Scope step = run.child()) {
            return program
                    .call(
                            "products",
                            Program.Mode.TRAINING,
                            step,
                            random(step, 1, with(leading, FROM)),
                            random(step, 2, TO, FROM),
                            random(step, 3, TO),
                            random(step, 4, with(leading, TO)))
                    .stream()
                    .map(NativeArray::toFloats)
                    .toList();
        }
    }

    private static long[] with(long[] leading, long last) {
        long[] sizes = Arrays.copyOf(leading, leading.length + 1);
        sizes[leading.length] = last;
        return sizes;
    }

    private static NativeArray random(Scope scope, long seed, long... sizes) {
        long count = Arrays.stream(sizes).reduce(1, Math::multiplyExact);
        float[] numbers = new float[Math.toIntExact(count)];
        Random random = new Random(seed);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return scope.floats(numbers, sizes);
    }
}
