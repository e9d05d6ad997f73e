package dev.cloze.benchmarks.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloze.benchmarks.harness.Benchmarks;
import dev.cloze.benchmarks.harness.Cell;
import dev.cloze.benchmarks.harness.Preset;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EmbedBenchmarkTest {
    @Test
    void bothSidesMakeTheSameVectors() throws Exception {
        for (int[] lengths : new int[][] {{14}, {510}, {0, 1, 126, 30}, {30, 30, 30, 30}, mixed()}) {
            List<int[]> texts = TokenTexts.of(lengths);
            try (ClozeEmbedding cloze = ClozeEmbedding.open(texts);
                    OnnxEmbedding onnx = OnnxEmbedding.open(texts)) {
                float[][] ours = cloze.vectors();
                float[][] theirs = onnx.vectors();
                assertThat(ours).hasNumberOfRows(lengths.length);
                for (int i = 0; i < lengths.length; i++) {
                    double[] difference = new double[ours[i].length];
                    for (int j = 0; j < difference.length; j++) {
                        difference[j] = Math.abs(ours[i][j] - theirs[i][j]);
                    }
                    assertThat(Arrays.stream(difference).max().orElseThrow()).isLessThan(1e-4);
                    assertThat(cosine(ours[i], theirs[i])).isGreaterThan(0.99999);
                }
            }
        }
    }

    @Test
    void cellsAreOneTextAndManyAtEachLength() throws IOException {
        List<Cell> cells = Benchmarks.named("embed").cells(Preset.FULL);
        assertThat(cells)
                .extracting(Cell::name)
                .contains("1x16", "1x512", "32x16", "32x512", "32xmixed")
                .hasSize(13);
        assertThat(cells).filteredOn(cell -> cell.name().equals("32x512")).allSatisfy(cell -> {
            assertThat(cell.work().items()).isEqualTo(32 * 512);
            // 6 layers x (12 x 384^2 x 2 + 4 x 512 x 384) for each of 16,384 tokens
            assertThat(cell.work().flops()).hasValue(16_384L * 6 * (3_538_944 + 786_432));
        });
    }

    private static int[] mixed() {
        return IntStream.range(0, 40).map(i -> 3 + i * i % 120).toArray();
    }

    private static double cosine(float[] one, float[] other) {
        double product = 0;
        double ones = 0;
        double others = 0;
        for (int i = 0; i < one.length; i++) {
            product += one[i] * (double) other[i];
            ones += one[i] * (double) one[i];
            others += other[i] * (double) other[i];
        }
        return product / Math.sqrt(ones * others);
    }
}
