package dev.cloze.trainer.run;

import dev.cloze.core.attention.AttentionKernel;
import dev.cloze.core.config.EncoderConfig;
import dev.cloze.core.graph.Dim;
import dev.cloze.core.graph.ElementType;
import dev.cloze.core.graph.Graph;
import dev.cloze.core.graph.Shape;
import dev.cloze.core.graph.Tensor;
import dev.cloze.core.torch.Arithmetic;
import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.core.torch.NativeArray;
import dev.cloze.core.torch.NativeArrayList;
import dev.cloze.core.torch.Program;
import dev.cloze.core.torch.Scope;
import dev.cloze.core.torch.ScriptWriter;
import dev.cloze.core.torch.TorchEngine;
import dev.cloze.corpora.pack.JoinedRows;
import dev.cloze.corpora.pack.PackedRow;
import dev.cloze.trainer.batch.MaskedBatch;
import dev.cloze.trainer.objective.MaskedRow;
import dev.cloze.trainer.observe.Host;
import dev.cloze.trainer.recipe.Recipe;
import dev.cloze.trainer.step.TrainingStep;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** How long attention takes by each kernel, forward and backward, on rows with the documents of a run. */
final class KernelTrial {
    /** Above, the eager kernel's probabilities are too large to be worth a trial. */
    private static final int LONGEST_EAGER = 512;

    private static final double SECONDS = 1.5;
    private static final int LEAST_ROUNDS = 3;
    private static final int MOST_ROUNDS = 15;

    private final EncoderConfig encoder;
    private final ComputeDevice device;
    private final Arithmetic arithmetic;
    /** The number of each place's document, row by row. */
    private final long[] documents;

    private final int rows;
    private final int length;
    private final Random random = new Random(1);

    /** On rows from all over the text, as many as a micro-batch of the recipe's last phase has. */
    KernelTrial(Recipe recipe, ComputeDevice device, JoinedRows text) {
        encoder = recipe.encoder();
        this.device = device;
        arithmetic = TrainingStep.arithmetic(recipe, device);
        rows = recipe.training().rowsPerMicroBatch();
        length = recipe.training().rowLength();
        documents = documents(text);
    }

    /** The fastest kernel of attention for a recipe, of this trial's times or those of an earlier start. */
    static AttentionKernel fastest(Recipe recipe, ComputeDevice device, JoinedRows text, KernelChoice choice) {
        if (recipe.encoder().dropout().attention() > 0) {
            return AttentionKernel.FUSED; // with dropout, all kernels are one
        }
        KernelTrial trial = new KernelTrial(recipe, device, text);
        return choice.choose(trial.key(), () -> trial.milliseconds(SECONDS));
    }

    private long[] documents(JoinedRows text) {
        List<PackedRow> some = LongStream.range(0, rows)
                .mapToObj(i -> text.row(i * text.rows() / rows))
                .toList();
        List<MaskedRow> unmasked = some.stream()
                .map(row -> new MaskedRow(row.ids(), new int[0], new int[0]))
                .toList();
        return MaskedBatch.of(some, unmasked, length, 0).documents();
    }

    /** What times depend on. */
    private String key() {
        return String.format(
                Locale.ROOT,
                "%s, %s, %s, PyTorch %s, %d threads, %s, %d rows of %d, heads %d x %d, layers %s, pairs 2^%d",
                System.getProperty("os.arch"),
                Host.processor(),
                device,
                TorchEngine.version(),
                TorchEngine.threads(),
                arithmetic.operands().spelled(),
                rows,
                length,
                encoder.heads(),
                encoder.headWidth(),
                IntStream.range(0, encoder.layers())
                        .mapToObj(i -> encoder.reach(i).isPresent()
                                ? String.valueOf(encoder.reach(i).getAsInt())
                                : "full")
                        .collect(Collectors.groupingBy(reach -> reach, TreeMap::new, Collectors.counting())),
                Math.round(Math.log((double) pairs()) / Math.log(2)));
    }

    /** The pairs of places of one document, which decide what is fastest. */
    private long pairs() {
        long pairs = 0;
        int run = 0;
        for (int i = 0; i < documents.length; i++) {
            run = i % length == 0 || documents[i] != documents[i - 1] ? 1 : run + 1;
            pairs += 2L * run - 1;
        }
        return pairs;
    }

    /** The milliseconds of all layers by medians of alternating rounds, which take about so many seconds. */
    private Map<AttentionKernel, Double> milliseconds(double seconds) {
        // By reach, -1 for none: how many layers have it.
        Map<Integer, Long> layers = new TreeMap<>();
        IntStream.range(0, encoder.layers()).forEach(i -> layers.merge(key(encoder.reach(i)), 1L, Long::sum));
        Map<AttentionKernel, Double> sums = new EnumMap<>(AttentionKernel.class);
        layers.forEach((reach, count) -> {
            OptionalInt given = reach < 0 ? OptionalInt.empty() : OptionalInt.of(reach);
            medians(given, seconds / layers.size())
                    .forEach((kernel, median) -> sums.merge(kernel, median * count, Double::sum));
        });
        return sums;
    }

    private static int key(OptionalInt reach) {
        return reach.orElse(-1);
    }

    /**
     * The tiled kernel is a reference; the windowed one is the packed one where there are no windows, and the one of variable
     * lengths the fused one but on GPUs.
     */
    private List<AttentionKernel> candidates() {
        List<AttentionKernel> candidates = new ArrayList<>(List.of(AttentionKernel.FUSED, AttentionKernel.PACKED));
        if (IntStream.range(0, encoder.layers()).anyMatch(i -> encoder.reach(i).isPresent())) {
            candidates.add(AttentionKernel.WINDOWED);
        }
        if (length <= LONGEST_EAGER) {
            candidates.add(AttentionKernel.EAGER);
        }
        if (device.kind() == ComputeDevice.Kind.GPU) {
            candidates.add(AttentionKernel.VARLEN);
        }
        return candidates;
    }

    private Map<AttentionKernel, Double> medians(OptionalInt reach, double seconds) {
        Graph graph = new Graph();
        Dim[] dims = {
            Dim.of("B", rows), Dim.of("T", length), Dim.of("H", encoder.heads()), Dim.of("K", encoder.headWidth())
        };
        List<Tensor> qkv = List.of("q", "k", "v").stream()
                .map(name -> graph.parameter(name, Shape.of(dims)).transpose(dims[0], dims[2], dims[1], dims[3]))
                .toList();
        Tensor documents_BT = graph.input("documents", ElementType.INTEGER, dims[0], dims[1]);
        Tensor upstream_BTHK = graph.input("upstream", ElementType.REAL, dims);
        Tensor loss = qkv.get(0)
                .attend(qkv.get(1), qkv.get(2), documents_BT, reach, 0)
                .transpose(dims)
                .multiply(upstream_BTHK)
                .sum();
        List<AttentionKernel> kernels = candidates();
        Map<AttentionKernel, List<Double>> times = new EnumMap<>(AttentionKernel.class);
        kernels.forEach(kernel -> times.put(kernel, new ArrayList<>()));
        try (Scope run = Scope.open(device);
                Program program = Program.load(
                        run,
                        kernels.stream()
                                .map(kernel -> new ScriptWriter(graph, kernel, arithmetic)
                                        .gradients(KernelChoice.spelled(kernel), loss))
                                .toList())) {
            NativeArrayList weights = new NativeArrayList("weights", List.of(numbers(run), numbers(run), numbers(run)));
            long start = System.nanoTime();
            // The first round is not counted: memory is fresh and code is loaded.
            for (int round = 0; round <= MOST_ROUNDS; round++) {
                for (AttentionKernel kernel : kernels) {
                    double time = time(run, program, kernel, weights);
                    if (round > 0) {
                        times.get(kernel).add(time);
                    }
                }
                if (round >= LEAST_ROUNDS && (System.nanoTime() - start) * 1e-9 > seconds) {
                    break;
                }
            }
        }
        Map<AttentionKernel, Double> medians = new EnumMap<>(AttentionKernel.class);
        times.forEach((kernel, all) -> {
            Collections.sort(all);
            medians.put(kernel, all.get(all.size() / 2));
        });
        return medians;
    }

    private double time(Scope run, Program program, AttentionKernel kernel, NativeArrayList weights) {
        try (Scope step = run.child()) {
            NativeArray documents_BT = step.longs(documents, rows, length);
            NativeArray upstream_BTHK = numbers(step);
            long begin = System.nanoTime();
            program.call(
                            KernelChoice.spelled(kernel),
                            Program.Mode.TRAINING,
                            step,
                            documents_BT,
                            upstream_BTHK,
                            weights)
                    .get(0)
                    .toFloat(); // waits for the device
            return (System.nanoTime() - begin) * 1e-6;
        }
    }

    private NativeArray numbers(Scope scope) {
        float[] numbers = new float[rows * length * encoder.heads() * encoder.headWidth()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = random.nextFloat() - 0.5f;
        }
        return scope.floats(numbers, rows, length, encoder.heads(), encoder.headWidth());
    }
}
