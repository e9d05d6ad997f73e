package dev.cloze.benchmarks.harness;

import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.core.torch.EngineThread;
import dev.cloze.core.torch.MatrixMultiplyPeak;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Runs a benchmark on the CPU: for each cell the machine's peak, the rounds, the peak again, then each variant's memory.
 * All of it happens on one engine thread, so that every variant has the same workers and none of them slow subnormal
 * numbers.
 *
 * @param seed of the order of calls and of the intervals
 */
public record BenchmarkRun(Benchmark benchmark, Preset preset, long seed) {

    /** Takes results as they are made. */
    @FunctionalInterface
    public interface Sink {
        void accept(Result result) throws IOException;
    }

    /** Runs every cell; a cell's results are handed on when its rounds are done. */
    public void run(Sink results) throws Exception {
        for (Cell cell : benchmark.cells(preset)) {
            Environment environment = Environment.here();
            Timing timing = EngineThread.run(() -> timing(cell));
            for (Variant variant : cell.variants()) {
                OptionalLong memory = memory(cell, variant);
                results.accept(Result.of(
                        benchmark.name(),
                        preset.name().toLowerCase(Locale.ROOT),
                        cell,
                        variant.name(),
                        timing.samples.get(variant.name()),
                        timing.samples.get(cell.baseline()),
                        memory,
                        timing.peak,
                        timing.othersShare,
                        environment,
                        timing.remarks.get(variant.name()),
                        seed));
            }
        }
    }

    private record Timing(
            Map<String, List<Sample>> samples,
            Map<String, Optional<String>> remarks,
            MachinePeak peak,
            OptionalDouble othersShare) {}

    private Timing timing(Cell cell) throws Exception {
        double before = MatrixMultiplyPeak.flopsPerSecond(ComputeDevice.CPU);
        Map<String, Subject> subjects = new LinkedHashMap<>();
        Map<String, Optional<String>> remarks = new LinkedHashMap<>();
        Map<String, List<Sample>> samples;
        OptionalDouble othersShare;
        try {
            for (Variant variant : cell.variants()) {
                subjects.put(variant.name(), open(cell, variant));
            }
            OtherProcesses start = OtherProcesses.now();
            samples = new InterleavedRounds(cell.rounds(), seed, System::nanoTime).run(subjects);
            othersShare = OtherProcesses.now().shareSince(start);
            subjects.forEach((name, subject) -> remarks.put(name, subject.remark()));
        } finally {
            for (Subject subject : subjects.values()) {
                subject.close();
            }
        }
        double after = MatrixMultiplyPeak.flopsPerSecond(ComputeDevice.CPU);
        return new Timing(samples, remarks, new MachinePeak(before, after), othersShare);
    }

    private Subject open(Cell cell, Variant variant) throws Exception {
        return switch (cell.placement()) {
            case ONE_PROCESS -> variant.opening().open();
            case OWN_PROCESSES -> OwnProcess.open(benchmark.name(), preset, cell, variant);
        };
    }

    private OptionalLong memory(Cell cell, Variant variant) throws IOException {
        try (OwnProcess process = OwnProcess.open(benchmark.name(), preset, cell, variant)) {
            for (int i = 0; i < cell.rounds().forMemory(); i++) {
                process.call();
            }
            return process.peakRssMiB();
        }
    }
}
