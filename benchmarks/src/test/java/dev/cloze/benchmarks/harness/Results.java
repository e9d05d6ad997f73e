package dev.cloze.benchmarks.harness;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Results made by hand. */
final class Results {
    static final Environment QUIET =
            new Environment("Linux amd64", "A", 2, 2, "VM 17", "PyTorch 2.7.1", 512, Map.of(), 0.1, "2026-01-01", null);
    static final MachinePeak STEADY = new MachinePeak(100e9, 98e9);

    private Results() {}

    /** A variant's calls, each half a second shorter than the baseline's below it. */
    static Result of(String variant, Environment environment, MachinePeak peak, double... seconds) {
        return beside(0.01, variant, environment, peak, seconds);
    }

    /** The same, made while others used a share of the machine. */
    static Result beside(double others, String variant, Environment environment, MachinePeak peak, double... seconds) {
        Variant baseline = new Variant("baseline", () -> null);
        Cell cell = new Cell(
                "cell",
                new Work(OptionalLong.of(50_000_000_000L), 4096, "tokens"),
                new Rounds(1, 9, 2),
                "baseline",
                variant.equals("baseline") ? List.of(baseline) : List.of(baseline, new Variant(variant, () -> null)));
        List<Sample> samples =
                Arrays.stream(seconds).mapToObj(one -> new Sample(one, one / 4)).toList();
        List<Sample> slower =
                Arrays.stream(seconds).mapToObj(one -> new Sample(one + 0.5, 0)).toList();
        return Result.of(
                "bench",
                "quick",
                cell,
                variant,
                samples,
                slower,
                OptionalLong.of(321),
                peak,
                OptionalDouble.of(others),
                environment,
                variant.equals("baseline") ? Optional.empty() : Optional.of("half a second less"),
                1);
    }
}
