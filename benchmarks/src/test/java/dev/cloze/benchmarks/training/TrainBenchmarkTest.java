package dev.cloze.benchmarks.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cloze.benchmarks.harness.Benchmark;
import dev.cloze.benchmarks.harness.Cell;
import dev.cloze.benchmarks.harness.Preset;
import dev.cloze.benchmarks.harness.Rounds;
import dev.cloze.benchmarks.harness.Subject;
import dev.cloze.benchmarks.harness.Variant;
import dev.cloze.core.torch.EngineThread;
import dev.cloze.core.torch.Scope;
import dev.cloze.trainer.batch.MaskedBatch;
import dev.cloze.trainer.batch.StepBatch;
import dev.cloze.trainer.recipe.Recipe;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainBenchmarkTest {
    private static final ModelSize TINY = new ModelSize("tiny", 1, 32, 2, 64, 105, 16, 16, 0.02);
    private static final int STEPS = 40;
    private static final Rounds ROUNDS = new Rounds(0, 9, 1);

    @ParameterizedTest
    @ValueSource(doubles = {0, DjlMaskedLanguageModel.DROPOUT})
    void clozeLearns(double dropout) throws Exception {
        assertLearns(EngineThread.run(() -> {
            try (ClozeTraining training = ClozeTraining.open(TINY, dropout)) {
                return losses(training, training::loss);
            }
        }));
        assertThat(Scope.openScopes()).isZero();
    }

    @Test
    void djlLearns() throws Exception {
        assertLearns(EngineThread.run(() -> {
            try (DjlTraining training = DjlTraining.open(TINY)) {
                return losses(training, training::loss);
            }
        }));
    }

    private static double[] losses(Subject training, DoubleSupplier loss) throws Exception {
        double[] losses = new double[STEPS];
        for (int i = 0; i < STEPS; i++) {
            training.call();
            losses[i] = loss.getAsDouble();
        }
        return losses;
    }

    /**
     * From about the uniform loss down, so that all of the timed work is done. Down somewhere on the way: DJL's
     * gradients may be wrong after a garbage collection, and its dropout has no seed here.
     */
    private static void assertLearns(double[] losses) {
        assertThat(losses[0]).isEqualTo(Math.log(TINY.vocabulary()), within(1.0));
        double lowest = IntStream.rangeClosed(0, STEPS - 10)
                .mapToDouble(from -> mean(losses, from, from + 10))
                .min()
                .orElseThrow();
        assertThat(lowest).isLessThan(losses[0] - 0.2);
    }

    @Test
    void everyRowHidesTheSameNumberOfTokensAndIsOneDocument() throws Exception {
        Recipe recipe = ModelSize.BERT_MINI.recipe();
        try (SyntheticRows source = SyntheticRows.of(ModelSize.BERT_MINI, recipe)) {
            StepBatch batch = source.rows().at(5);
            assertThat(batch.microBatches()).hasSize(1);
            MaskedBatch only = batch.microBatches().get(0);
            assertThat(only.masked()).hasSize(32 * 19);
            for (int row = 0; row < 32; row++) {
                int from = row * 128;
                assertThat(Arrays.stream(only.masked()).filter(place -> place >= from && place < from + 128))
                        .hasSize(19);
            }
            assertThat(only.documents()).containsOnly(0);
            assertThat(only.attendedPairs().within(OptionalInt.empty())).isEqualTo(32 * 128 * 128);
            assertThat(only.tokens()).isEqualTo(32 * 128);
            assertThat(Arrays.stream(only.labels())).allMatch(id -> id >= 5 && id < 8192);
        }
    }

    /** Layers, head and attention, forward and backward. */
    @Test
    void flopsAreThoseOfTheFormula() {
        assertThat(ModelSize.BERT_MINI.stepWork().flops()).hasValue(flops(4, 256, 1024, 8192));
        assertThat(ModelSize.BERT_SMALL.stepWork().flops()).hasValue(flops(4, 512, 2048, 16384));
        assertThat(ModelSize.BERT_MINI.stepWork().items()).isEqualTo(4096);
    }

    private static long flops(long layers, long width, long feedForward, long vocabulary) {
        long tokens = 32 * 128;
        long masked = 32 * 19;
        return tokens * 6 * layers * (4 * width * width + 2 * width * feedForward)
                + masked * 6 * (width * width + vocabulary * width)
                + tokens * 12 * 128 * width * layers;
    }

    @Test
    void presetsAreOneSizeOrTwo() {
        assertThat(sizes(new TrainBenchmark(), Preset.QUICK)).containsExactly("bert-mini");
        assertThat(sizes(new TrainBenchmark(), Preset.FULL)).containsExactly("bert-mini", "bert-small");
        assertThat(sizes(new TrainSizesBenchmark(), Preset.QUICK)).containsExactly("bert-tiny", "bert-mini");
        assertThat(sizes(new TrainSizesBenchmark(), Preset.FULL))
                .containsExactly("bert-tiny", "bert-mini", "bert-small", "bert-medium", "bert-base");
    }

    private static List<String> sizes(Benchmark benchmark, Preset preset) {
        return benchmark.cells(preset).stream()
                .map(cell -> cell.name().split("/", -1)[0])
                .distinct()
                .toList();
    }

    @Test
    void aRivalThatIsNotSetUpIsLeftOut() {
        List<Cell> without = TrainBenchmark.cells(TINY, ROUNDS, List.of());
        assertThat(without).extracting(Cell::name).containsExactly("tiny/as-used", "tiny/same-model");
        assertThat(without).allSatisfy(cell -> assertThat(names(cell)).containsExactly("cloze", "djl"));

        List<Cell> with = TrainBenchmark.cells(TINY, ROUNDS, List.of(TrainingRival.values()));
        assertThat(names(with.get(0))).containsExactly("cloze", "djl", "transformers");
        List<String> transformers =
                List.of("transformers", "transformers-masked", "transformers-compiled", "transformers-masked-compiled");
        assertThat(names(with.get(1))).containsExactlyElementsOf(concat(List.of("cloze", "djl"), transformers));
        assertThat(names(with.get(2)))
                .containsExactlyElementsOf(concat(concat(List.of("cloze"), transformers), List.of("samediff")));
        assertThat(with.get(2).baseline()).isEqualTo("transformers");

        List<Cell> withOne = TrainBenchmark.cells(TINY, ROUNDS, List.of(TrainingRival.SAMEDIFF));
        assertThat(names(withOne.get(1))).containsExactly("cloze", "djl");
        assertThat(names(withOne.get(2))).containsExactly("cloze", "samediff");
        assertThat(withOne.get(2).baseline()).isEqualTo("samediff");
    }

    private static List<String> concat(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private static List<String> names(Cell cell) {
        return cell.variants().stream().map(Variant::name).toList();
    }

    @Test
    void theRivalHasTheSameBatches() throws Exception {
        long[] expected = new long[2];
        try (SyntheticRows source = SyntheticRows.of(TINY, TINY.recipe())) {
            for (int step = 0; step < 2; step++) {
                MaskedBatch batch = source.rows().at(step).microBatches().get(0);
                long[] numbers = Stream.of(batch.ids(), batch.masked(), batch.labels())
                        .flatMapToLong(LongStream::of)
                        .toArray();
                for (int i = 0; i < numbers.length; i++) {
                    expected[step] += (i + 1L) * numbers[i];
                }
            }
        }
        EngineThread.run(() -> {
            try (RivalTraining rival = new RivalTraining(pretended(), TINY, 0)) {
                assertThat(rival.remark()).hasValue("pretended 1, 1,234 parameters");
                for (long sum : expected) {
                    assertThat(rival.sample(() -> 0).seconds()).isEqualTo(0.5);
                    assertThat(rival.loss()).isEqualTo((double) sum);
                }
                assertThat(rival.peakRssMiB()).hasValue(12);
            }
            return null;
        });
    }

    private static List<String> pretended() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                PretendTraining.class.getName());
    }

    private static double mean(double[] numbers, int from, int to) {
        return Arrays.stream(numbers, from, to).average().orElseThrow();
    }
}
