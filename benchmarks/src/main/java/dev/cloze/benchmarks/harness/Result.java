package dev.cloze.benchmarks.harness;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What was measured of one variant of one cell: a JSON line.
 *
 * @param format version of this line's fields
 * @param seconds the time of each call, in the order of the rounds
 * @param waitingShare the share of all the time in which calls waited for data
 * @param quartiles of the seconds
 * @param ratio of the median to the baseline's; absent for the baseline itself
 * @param flops the work of a call; absent where it has none to speak of
 * @param items handled by a call
 * @param peakShare FLOPs per second in the median call, as a share of the machine's best peak; absent with them
 * @param peakRssMiB the most resident memory of a process that ran this variant alone; absent where it is not known
 * @param memoryCalls how often that process called it
 * @param othersShare the share of all processors that other processes used during the rounds; absent where not known
 * @param remark what a reader has to know beside the numbers; absent where there is nothing
 */
public record Result(
        int format,
        String benchmark,
        String preset,
        String cell,
        String variant,
        String baseline,
        List<Double> seconds,
        double waitingShare,
        Quartiles quartiles,
        Ratio ratio,
        Long flops,
        long items,
        String unit,
        Double peakShare,
        Long peakRssMiB,
        int memoryCalls,
        MachinePeak machinePeak,
        Double othersShare,
        Environment environment,
        String remark) {
    static final int FORMAT = 1;
    private static final double QUIET = 0.05;

    public Result {
        if (format != FORMAT) {
            throw new IllegalArgumentException("format: expected " + FORMAT + ", got " + format);
        }
        for (Object required :
                new Object[] {benchmark, preset, cell, variant, baseline, quartiles, unit, machinePeak, environment}) {
            Objects.requireNonNull(required, "a field is missing");
        }
        seconds = List.copyOf(seconds);
    }

    /** What follows from a variant's samples and its baseline's. */
    public static Result of(
            String benchmark,
            String preset,
            Cell cell,
            String variant,
            List<Sample> samples,
            List<Sample> baseline,
            OptionalLong peakRssMiB,
            MachinePeak peak,
            OptionalDouble othersShare,
            Environment environment,
            Optional<String> remark,
            long seed) {
        double[] seconds = seconds(samples);
        Quartiles quartiles = Quartiles.of(seconds);
        double waiting = samples.stream().mapToDouble(Sample::waitingSeconds).sum();
        double all = samples.stream().mapToDouble(Sample::seconds).sum();
        OptionalLong flops = cell.work().flops();
        return new Result(
                FORMAT,
                benchmark,
                preset,
                cell.name(),
                variant,
                cell.baseline(),
                samples.stream().map(Sample::seconds).toList(),
                waiting / all,
                quartiles,
                variant.equals(cell.baseline())
                        ? null
                        : Bootstrap.ratioOfMedians(seconds, seconds(baseline), Bootstrap.Draw.ROUNDS, seed),
                flops.isPresent() ? flops.getAsLong() : null,
                cell.work().items(),
                cell.work().unit(),
                flops.isPresent() ? flops.getAsLong() / quartiles.median() / peak.best() : null,
                peakRssMiB.isPresent() ? peakRssMiB.getAsLong() : null,
                cell.rounds().forMemory(),
                peak,
                othersShare.isPresent() ? othersShare.getAsDouble() : null,
                environment,
                remark.orElse(null));
    }

    private static double[] seconds(List<Sample> samples) {
        return samples.stream().mapToDouble(Sample::seconds).toArray();
    }

    /** Whether others left the machine alone during the rounds, as far as is known: at most 5 % of its processors. */
    public boolean isQuiet() {
        return othersShare == null || othersShare <= QUIET;
    }

    double[] secondsArray() {
        return seconds.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Items per second in the median call. */
    public double itemsPerSecond() {
        return items / quartiles.median();
    }

    /** What tells results apart within a file. */
    String key() {
        return benchmark + " " + cell + " " + variant;
    }
}
