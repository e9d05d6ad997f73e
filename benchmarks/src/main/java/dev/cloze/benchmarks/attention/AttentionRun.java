package dev.cloze.benchmarks.attention;

import dev.cloze.benchmarks.attention.AttentionResult.Details;
import dev.cloze.benchmarks.attention.AttentionSubject.Round;
import dev.cloze.benchmarks.harness.Cell;
import dev.cloze.benchmarks.harness.Environment;
import dev.cloze.benchmarks.harness.InterleavedRounds;
import dev.cloze.benchmarks.harness.MachinePeak;
import dev.cloze.benchmarks.harness.OtherProcesses;
import dev.cloze.benchmarks.harness.Quartiles;
import dev.cloze.benchmarks.harness.Result;
import dev.cloze.benchmarks.harness.Sample;
import dev.cloze.benchmarks.harness.Variant;
import dev.cloze.benchmarks.harness.Work;
import dev.cloze.core.torch.ComputeDevice;
import dev.cloze.core.torch.EngineThread;
import dev.cloze.core.torch.MatrixMultiplyPeak;
import dev.cloze.core.torch.MemoryBandwidth;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Measures attentions beside each other on the CPU: for each cell a round whose results are compared with float64, then the
 * rounds that count, interleaved, each with other numbers and checksums of what came out. All of it happens on one engine
 * thread.
 *
 * @param preset the name of the cells' choice, for the results
 * @param seed of numbers, of the order of calls and of the intervals
 */
public record AttentionRun(List<Attention> attentions, String preset, List<AttentionCell> cells, long seed) {
    static final String NAME = "attention";
    /** Of float64 work in a cell, roughly. */
    private static final long REFERENCE_FLOPS = 2_000_000_000L;

    private static final int MOST_HEADS = 8;

    /** Takes the results of a cell as it is done. */
    @FunctionalInterface
    public interface Sink {
        void accept(List<AttentionResult> results) throws IOException;
    }

    public AttentionRun {
        attentions = List.copyOf(attentions);
        cells = List.copyOf(cells);
    }

    /** The cells of a preset with all there is to measure. */
    public static AttentionRun of(AttentionPreset preset, long seed) throws IOException {
        return new AttentionRun(Attentions.all(), preset.label(), preset.cells(), seed);
    }

    /** This run without the cells of these results. */
    public AttentionRun without(List<AttentionResult> done) {
        Set<String> tasks = done.stream().map(AttentionResult::task).collect(Collectors.toSet());
        return new AttentionRun(
                attentions,
                preset,
                cells.stream().filter(cell -> !tasks.contains(cell.name())).toList(),
                seed);
    }

    /** Why a result is none of this run on this machine as it is now; empty if it is. */
    Optional<String> difference(AttentionResult other) {
        Environment here = Environment.here();
        Environment there = other.result().environment();
        Set<String> names = new TreeSet<>(other.attention().absent().keySet());
        names.addAll(other.attention().kernels());
        Set<String> ours = attentions.stream().map(Attention::name).collect(Collectors.toCollection(TreeSet::new));
        return different("preset", preset, other.result().preset())
                .or(() -> different("seed", seed, other.attention().seed()))
                .or(() -> here.difference(there))
                .or(() -> different("kernels", ours, names))
                .or(() -> different("Java", here.jdk(), there.jdk()))
                .or(() -> different("engine", here.engine(), there.engine()))
                .or(() -> different("allocator", here.allocator(), there.allocator()))
                .or(() -> different("commit", here.commit(), there.commit()));
    }

    private static Optional<String> different(String what, Object ours, Object theirs) {
        return Objects.equals(ours, theirs) ? Optional.empty() : Optional.of(what + " " + ours + " against " + theirs);
    }

    /** Runs every cell. */
    public void run(Sink results) throws Exception {
        EngineThread.run(() -> {
            double emptyCall = EngineAttention.emptyCallSeconds();
            double bandwidth = MemoryBandwidth.bytesPerSecond(ComputeDevice.CPU);
            double before = MatrixMultiplyPeak.flopsPerSecond(ComputeDevice.CPU);
            for (AttentionCell cell : cells) {
                Environment environment = Environment.here();
                Measured measured = measured(cell, emptyCall, bandwidth);
                double after = MatrixMultiplyPeak.flopsPerSecond(ComputeDevice.CPU);
                measureMemory(cell, measured);
                results.accept(results(cell, measured, new MachinePeak(before, after), environment));
                before = after;
            }
            return null;
        });
    }

    /** A cell's rounds by attention, the warm-up's left out, and what was found before them. */
    private record Measured(
            Map<String, List<Round>> rounds,
            Map<String, Errors> errors,
            int headsCompared,
            Map<String, String> absent,
            Map<String, AttentionMemory> memory,
            double emptyCall,
            double bandwidth,
            OptionalDouble othersShare) {}

    private Measured measured(AttentionCell cell, double emptyCall, double bandwidth) throws Exception {
        AttentionTask task = cell.task();
        RoundNumbers numbers = new RoundNumbers(task, seed);
        List<Float64Attention> reference = reference(task, numbers);
        Map<String, AttentionSubject> subjects = new LinkedHashMap<>();
        Map<String, Errors> errors = new LinkedHashMap<>();
        Map<String, String> absent = new LinkedHashMap<>();
        try {
            for (Attention attention : attentions) {
                Optional<String> refusal = attention.refusal(task);
                if (refusal.isPresent()) {
                    absent.put(attention.name(), refusal.get());
                    continue;
                }
                tried(attention, task, numbers, reference, subjects, errors)
                        .ifPresent(reason -> absent.put(attention.name(), reason));
            }
            if (subjects.isEmpty()) {
                throw new IllegalStateException(
                        cell.name() + ": expected an attention that can do this, got none: " + absent);
            }
            OtherProcesses start = OtherProcesses.now();
            new InterleavedRounds(cell.rounds(), seed, System::nanoTime).run(new LinkedHashMap<>(subjects));
            OptionalDouble othersShare = OtherProcesses.now().shareSince(start);
            Map<String, List<Round>> rounds = new LinkedHashMap<>();
            subjects.forEach((name, subject) -> rounds.put(
                    name,
                    subject.rounds()
                            .subList(
                                    1 + cell.rounds().warmUp(),
                                    1 + cell.rounds().warmUp() + cell.rounds().measured())));
            return new Measured(
                    rounds, errors, reference.size(), absent, new LinkedHashMap<>(), emptyCall, bandwidth, othersShare);
        } finally {
            subjects.values().forEach(AttentionSubject::close);
        }
    }

    /** One process for each, when this one's arrays are closed. */
    private void measureMemory(AttentionCell cell, Measured measured) throws IOException, InterruptedException {
        for (String name : cell.hasMemory() ? measured.rounds.keySet() : Set.<String>of()) {
            Optional<AttentionMemory> memory = AttentionProcess.memory(preset, cell, name);
            memory.ifPresent(found -> measured.memory.put(name, found));
        }
    }

    /** The first round of one; a fault is a reason to be absent and ends nobody else's measurement. */
    private static Optional<String> tried(
            Attention attention,
            AttentionTask task,
            RoundNumbers numbers,
            List<Float64Attention> reference,
            Map<String, AttentionSubject> subjects,
            Map<String, Errors> errors) {
        AttentionSubject subject;
        try {
            subject = new AttentionSubject(task, numbers, attention.prepare(task));
        } catch (Exception e) {
            return Optional.of(reason(e));
        }
        try {
            Errors found = Errors.of(reference, subject.outputs());
            if (found.areFinite()) {
                subjects.put(attention.name(), subject);
                errors.put(attention.name(), found);
                return Optional.empty();
            }
            subject.close();
            return Optional.of("its results are not all finite");
        } catch (Exception e) {
            subject.close();
            return Optional.of(reason(e));
        }
    }

    /** The last line: the engine's messages begin with the script and end with the reason. */
    private static String reason(Exception fault) {
        String message = String.valueOf(fault.getMessage()).strip();
        return fault.getClass().getSimpleName() + ": " + message.substring(message.lastIndexOf('\n') + 1);
    }

    /** Heads of the first round in float64: the first row's first and the last row's last among them. */
    private static List<Float64Attention> reference(AttentionTask task, RoundNumbers numbers) {
        long length = task.rows().length();
        long perHead = 12 * length * length * task.headWidth();
        int all = task.rows().rows() * task.heads();
        int count = (int) Math.max(1, Math.min(Math.min(all, MOST_HEADS), REFERENCE_FLOPS / perHead));
        return IntStream.range(0, count)
                .map(i -> count == 1 ? all - 1 : (int) ((long) i * (all - 1) / (count - 1)))
                .parallel()
                .mapToObj(head -> Float64Attention.of(task, numbers, head / task.heads(), head % task.heads()))
                .toList();
    }

    private List<AttentionResult> results(
            AttentionCell cell, Measured measured, MachinePeak peak, Environment environment) {
        List<String> names = List.copyOf(measured.rounds.keySet());
        String baseline = names.contains(Attentions.BASELINE) ? Attentions.BASELINE : names.get(0);
        List<AttentionResult> results = new ArrayList<>();
        for (Direction direction : Direction.values()) {
            Cell harnessCell = new Cell(
                    cell.name() + "/" + direction.label(),
                    new Work(
                            OptionalLong.of(direction.flops(cell.task())),
                            cell.task().rows().usefulTokens(),
                            "tokens"),
                    cell.rounds(),
                    baseline,
                    names.stream()
                            .map(name -> new Variant(name, () -> {
                                throw new IllegalStateException(name + ": expected to be measured, got opened again");
                            }))
                            .toList());
            for (String name : names) {
                Result result = Result.of(
                        NAME,
                        preset,
                        harnessCell,
                        name,
                        samples(measured.rounds.get(name), direction),
                        samples(measured.rounds.get(baseline), direction),
                        measured.memory.containsKey(name)
                                ? OptionalLong.of(measured.memory.get(name).peakRssMiB())
                                : OptionalLong.empty(),
                        peak,
                        measured.othersShare,
                        environment,
                        Optional.empty(),
                        seed);
                results.add(new AttentionResult(result, details(cell, measured, name, baseline, direction, result)));
            }
        }
        return results;
    }

    private static List<Sample> samples(List<Round> rounds, Direction direction) {
        return rounds.stream()
                .map(round -> new Sample(round.seconds(direction), 0))
                .toList();
    }

    private Details details(
            AttentionCell cell, Measured measured, String name, String baseline, Direction direction, Result result) {
        AttentionTask task = cell.task();
        List<Round> rounds = measured.rounds.get(name);
        Optional<Errors> eager = Optional.ofNullable(measured.errors.get(Attentions.BASELINE));
        Errors errors = measured.errors.get(name);
        long strayed = IntStream.range(0, rounds.size())
                .filter(i -> !rounds.get(i)
                        .checksum()
                        .agreesWith(measured.rounds.get(baseline).get(i).checksum()))
                .count();
        Optional<Double> timesEager = eager.map(errors::timesThoseOf);
        boolean isExact = eager.map(errors::areAcceptableBeside).orElse(false);
        String verdict;
        if (strayed > 0) {
            verdict = String.format(
                    Locale.ROOT, "FAILED: in %d of %d rounds other results than %s", strayed, rounds.size(), baseline);
        } else if (eager.isEmpty()) {
            verdict = "not judged without " + Attentions.BASELINE;
        } else {
            verdict = isExact ? Details.PASSES : "FAILED: inexact";
        }
        return new Details(
                direction.label(),
                cell.layout().label()
                        + cell.lengths().map(from -> "-" + from.label()).orElse(""),
                task.rows().length(),
                task.headWidth(),
                task.heads(),
                task.rows().rows(),
                task.reach().isPresent() ? task.reach().getAsInt() : null,
                task.rows().count(),
                (long) task.rows().rows() * task.rows().length(),
                task.pairs(),
                task.formula(),
                direction.flops(task) / result.quartiles().median(),
                direction.leastBytes(task),
                direction.leastBytes(task) / result.quartiles().median() / measured.bandwidth,
                Quartiles.of(rounds.stream().mapToDouble(Round::conversion).toArray())
                        .median(),
                errors,
                measured.headsCompared,
                timesEager.orElse(null),
                strayed == 0 && isExact,
                verdict,
                rounds.get(rounds.size() - 1).checksum().total(),
                measured.memory.containsKey(name) ? measured.memory.get(name).ownMiB() : null,
                measured.emptyCall,
                seed,
                List.copyOf(measured.rounds.keySet()),
                measured.absent);
    }
}
