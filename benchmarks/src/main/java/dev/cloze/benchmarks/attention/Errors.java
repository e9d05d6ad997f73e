package dev.cloze.benchmarks.attention;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How far a kernel's results are from float64: for output and gradients of q, k and v the greatest difference as a share of
 * the greatest number.
 */
public record Errors(double out, double dQ, double dK, double dV) {
    /** The rule of flash-attention's own tests: no more than this times the error of the plain way. */
    static final double MOST_OF_EAGER = 2;
    /**
     * 32 roundings of float32, about what sums of some hundred products differ by when their order does: below it, how much
     * smaller another's error is by luck says nothing. bfloat16 and TF32 are hundreds of times above it.
     */
    static final double ROUNDING = 0x1p-19;

    static Errors of(List<Float64Attention> heads, Attention.Outputs outputs) {
        double[] errors = IntStream.range(0, Attention.Outputs.NAMES.size())
                .mapToDouble(array -> heads.stream()
                                .mapToDouble(head -> head.greatestError(array, outputs.array(array)))
                                .max()
                                .orElseThrow()
                        / heads.stream()
                                .mapToDouble(head -> head.greatest(array))
                                .max()
                                .orElseThrow())
                .toArray();
        return new Errors(errors[0], errors[1], errors[2], errors[3]);
    }

    private double[] all() {
        return new double[] {out, dQ, dK, dV};
    }

    boolean areFinite() {
        return Arrays.stream(all()).allMatch(Double::isFinite);
    }

    double greatest() {
        return Arrays.stream(all()).max().orElseThrow();
    }

    /** The greatest of the four ratios to another's errors. */
    double timesThoseOf(Errors eager) {
        return IntStream.range(0, all().length)
                .mapToDouble(i -> all()[i] == 0 ? 0 : all()[i] / eager.all()[i])
                .max()
                .orElseThrow();
    }

    boolean areAcceptableBeside(Errors eager) {
        return IntStream.range(0, all().length)
                .allMatch(i -> all()[i] <= Math.max(ROUNDING, MOST_OF_EAGER * eager.all()[i]));
    }
}
