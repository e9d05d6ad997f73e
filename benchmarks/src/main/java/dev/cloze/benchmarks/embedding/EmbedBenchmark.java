package dev.cloze.benchmarks.embedding;

import dev.cloze.benchmarks.harness.Benchmark;
import dev.cloze.benchmarks.harness.Cell;
import dev.cloze.benchmarks.harness.Preset;
import dev.cloze.benchmarks.harness.Rounds;
import dev.cloze.benchmarks.harness.Variant;
import dev.cloze.benchmarks.harness.Work;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/**
 * Vectors of texts by MiniLM's weights, from tokens to normalised means: Cloze beside ONNX Runtime. A cell is a number of
 * texts and their length in tokens, special ones counted; {@code mixed} texts have the lengths of sentences.
 */
public final class EmbedBenchmark implements Benchmark {
    static final String CLOZE = "cloze";
    static final String ONNX_RUNTIME = "onnxruntime";

    private static final int[] LENGTHS = {16, 32, 64, 128, 256, 512};
    private static final int SPECIAL = 2;
    private static final int MANY_TEXTS = 32;
    /** MiniLM: 6 layers of width 384 and feed-forward width 1536. */
    private static final int LAYERS = 6;

    private static final long WIDTH = 384;

    @Override
    public String name() {
        return "embed";
    }

    @Override
    public String description() {
        return """
                Vectors of texts by the weights of all-MiniLM-L6-v2, float32, from tokens to normalised means over tokens, 1
                text or 32, of 16 to 512 tokens with the special ones. cloze: TextEmbedder as it comes. onnxruntime: ONNX
                Runtime (Java) with the published ONNX file, all optimisations (ALL_OPT), as many intra-op threads as Cloze's
                engine has, one inter-op thread, one output; padding to the longest text of the batch, mean and norm in Java.
                "mixed" has 32 texts of 6 to 60 words' length, as sentences are. Each in a process of its own, called in turn, 50
                ms of calls before the one that counts: in one process ONNX Runtime's threads, which wait for work in a loop,
                would slow down Cloze's. Not measured: tokenisation.""";
    }

    @Override
    public List<Cell> cells(Preset preset) {
        List<Cell> cells = new ArrayList<>();
        for (int length : LENGTHS) {
            cells.add(cell("1x" + length, preset, length));
        }
        for (int length : LENGTHS) {
            int[] lengths = new int[MANY_TEXTS];
            Arrays.fill(lengths, length);
            cells.add(cell(MANY_TEXTS + "x" + length, preset, lengths));
        }
        cells.add(cell(MANY_TEXTS + "xmixed", preset, sentences()));
        if (preset == Preset.QUICK) {
            cells.removeIf(
                    cell -> !List.of("1x16", "1x128", "32x32", "32xmixed").contains(cell.name()));
        }
        return cells;
    }

    /** Lengths of which the logarithms are uniform. */
    private static int[] sentences() {
        SplittableRandom random = new SplittableRandom(3);
        return random.doubles(MANY_TEXTS)
                .mapToInt(share -> (int) Math.round(8 * Math.pow(10, share)))
                .toArray();
    }

    private static Cell cell(String name, Preset preset, int... lengths) {
        int[] bare = Arrays.stream(lengths).map(length -> length - SPECIAL).toArray();
        long tokens = Arrays.stream(lengths).sum();
        long flops = Arrays.stream(lengths).mapToLong(EmbedBenchmark::flops).sum();
        boolean quick = preset == Preset.QUICK;
        // A call of a few milliseconds needs many rounds, one of a second cannot have them.
        int measured = (int) Math.max(quick ? 9 : 21, Math.min(quick ? 51 : 101, 200_000 / tokens));
        return new Cell(
                name,
                new Work(OptionalLong.of(flops), tokens, "tokens"),
                new Rounds(Math.max(5, measured / 5), measured, 10),
                Cell.Placement.OWN_PROCESSES,
                ONNX_RUNTIME,
                List.of(
                        new Variant(CLOZE, () -> ClozeEmbedding.open(TokenTexts.of(bare))),
                        new Variant(ONNX_RUNTIME, () -> OnnxEmbedding.open(TokenTexts.of(bare)))));
    }

    /** Of the matrix products: four of width x width and two of width x 4 width for each token, two for each pair. */
    private static long flops(int length) {
        return LAYERS * (length * 24L * WIDTH * WIDTH + 4L * length * length * WIDTH);
    }
}
