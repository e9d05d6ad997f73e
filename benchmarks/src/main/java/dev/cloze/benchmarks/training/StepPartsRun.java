package dev.cloze.benchmarks.training;

import dev.cloze.benchmarks.harness.Cell;
import dev.cloze.benchmarks.harness.Environment;
import dev.cloze.benchmarks.harness.MachinePeak;
import dev.cloze.benchmarks.harness.OtherProcesses;
import dev.cloze.benchmarks.harness.Preset;
import dev.cloze.benchmarks.harness.Result;
import dev.cloze.benchmarks.harness.Rounds;
import dev.cloze.benchmarks.harness.Sample;
import dev.cloze.benchmarks.harness.Variant;
import dev.cloze.benchmarks.harness.Work;
import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.core.torch.EngineThread;
import dev.cloze.core.torch.MatrixMultiplyPeak;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * {@link StepParts} by JMH, each in JVMs of its own, as the harness's results: a sample is the mean call of an iteration.
 */
public final class StepPartsRun {
    /** The benchmark's name in results. */
    public static final String NAME = "parts";

    private StepPartsRun() {}

    /** What is measured and how. */
    public static String description() {
        return """
                What a training step does beside the engine's work, by JMH, one thread: 32 rows of 128 tokens from documents of 1 to
                255. shardReading: a row's tokens from anywhere. streamRow, bestFitRow: a row by its number. bestFitPacking: the
                pieces of all rows of half a million tokens. masking: a row. collator: a batch of masked rows. arrays: that, and the
                engine's copies. scriptCall: a script that does nothing. A sample is the mean call of an iteration.""";
    }

    /** Runs all of them: quick takes a minute, full six. */
    public static List<Result> run(Preset preset, long seed) throws Exception {
        return preset == Preset.QUICK
                ? run(preset, 1, 9, TimeValue.milliseconds(500), seed)
                : run(preset, 3, 10, TimeValue.seconds(1), seed);
    }

    /** In this process if there are no forks. */
    static List<Result> run(Preset preset, int forks, int iterations, TimeValue time, long seed) throws Exception {
        Environment environment = Environment.here();
        double before = peak();
        OtherProcesses start = OtherProcesses.now();
        Collection<RunResult> runs = new Runner(new OptionsBuilder()
                        .include(StepParts.class.getName() + "\\.")
                        .mode(Mode.AverageTime)
                        .timeUnit(java.util.concurrent.TimeUnit.SECONDS)
                        .forks(forks)
                        .warmupIterations(iterations / 2)
                        .warmupTime(time)
                        .measurementIterations(iterations)
                        .measurementTime(time)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        OptionalDouble others = OtherProcesses.now().shareSince(start);
        MachinePeak peak = new MachinePeak(before, peak());
        Map<String, List<Sample>> samples = new TreeMap<>();
        for (RunResult run : runs) {
            BenchmarkParams params = run.getParams();
            samples.put(
                    params.getBenchmark().substring(StepParts.class.getName().length() + 1), samples(run));
        }
        List<Result> results = new ArrayList<>();
        samples.forEach((part, times) -> results.add(
                result(preset, part, times, peak, others, environment, new Rounds(0, times.size(), 1), seed)));
        return results;
    }

    private static double peak() throws Exception {
        return EngineThread.run(() -> MatrixMultiplyPeak.flopsPerSecond(ComputeDevice.CPU));
    }

    private static List<Sample> samples(RunResult run) {
        List<Sample> samples = new ArrayList<>();
        for (BenchmarkResult fork : run.getBenchmarkResults()) {
            fork.getIterationResults()
                    .forEach(iteration ->
                            samples.add(new Sample(iteration.getPrimaryResult().getScore(), 0)));
        }
        return samples;
    }

    private static Result result(
            Preset preset,
            String part,
            List<Sample> samples,
            MachinePeak peak,
            OptionalDouble others,
            Environment environment,
            Rounds rounds,
            long seed) {
        Cell cell = new Cell(
                part,
                new Work(OptionalLong.empty(), 1, "calls"),
                rounds,
                TrainBenchmark.CLOZE,
                List.of(new Variant(TrainBenchmark.CLOZE, () -> {
                    throw new IllegalStateException(part + ": expected to be measured by JMH, got opened");
                })));
        return Result.of(
                NAME,
                preset.name().toLowerCase(Locale.ROOT),
                cell,
                TrainBenchmark.CLOZE,
                samples,
                samples,
                OptionalLong.empty(),
                peak,
                others,
                environment,
                Optional.empty(),
                seed);
    }
}
