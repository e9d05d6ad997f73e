package dev.cloze.benchmarks.attention;

import java.util.Arrays;

/**
 * What a round's results add up to, each number with a sign that its place determines, so that results of two kernels can be
 * compared in every round and over all of their numbers. Rounding leaves it near where it was; results of another round, or
 * of a part only, do not.
 */
final class Checksum {
    /** Of the sum's own spread. bfloat16 differs by some thousandths, another round's results by about 1.4. */
    private static final double TOLERANCE = 0.05;

    private final double[] sums = new double[Attention.Outputs.NAMES.size()];
    private final double[] spreads = new double[sums.length];

    private Checksum() {}

    static Checksum of(AttentionTask task, Attention.Outputs outputs) {
        Checksum checksum = new Checksum();
        for (int array = 0; array < checksum.sums.length; array++) {
            checksum.add(array, task, outputs.array(array));
        }
        return checksum;
    }

    private void add(int array, AttentionTask task, float[] result_BHTK) {
        int length = task.rows().length();
        int width = task.headWidth();
        if (result_BHTK.length != task.numbers()) {
            throw new IllegalArgumentException(Attention.Outputs.NAMES.get(array) + ": expected " + task.numbers()
                    + " numbers, got " + result_BHTK.length);
        }
        double squares = 0;
        for (int token = 0; token < result_BHTK.length / width; token++) {
            if (task.rows().isPadding(token / (task.heads() * length), token % length)) {
                continue;
            }
            for (int i = token * width; i < (token + 1) * width; i++) {
                double number = result_BHTK[i];
                sums[array] += (i * 0x9E3779B9 & 0x40000000) == 0 ? number : -number;
                squares += number * number;
            }
        }
        spreads[array] = Math.sqrt(squares);
    }

    /** Whether both can come from the same numbers. */
    boolean agreesWith(Checksum other) {
        for (int array = 0; array < sums.length; array++) {
            double tolerated = TOLERANCE * Math.max(spreads[array], other.spreads[array]);
            // Not a number agrees with nothing.
            if (!(Math.abs(sums[array] - other.sums[array]) <= tolerated)) {
                return false;
            }
        }
        return true;
    }

    /** The four sums in one, for a reader who compares runs. */
    double total() {
        return Arrays.stream(sums).sum();
    }
}
