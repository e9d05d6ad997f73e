package dev.cloze.benchmarks.attention;

import java.util.Arrays;

/**
 * Attention and its gradients in float64 for one head of one row, TK: what kernels' errors are measured against. It looks at
 * nothing but document numbers and distances, so that a kernel's idea of a layout is tried too.
 */
final class Float64Attention {
    private final AttentionTask task;
    private final int row;
    private final int length;
    private final int width;
    private final int first;
    private final double[][] results;

    private Float64Attention(AttentionTask task, int row, int head) {
        this.task = task;
        this.row = row;
        length = task.rows().length();
        width = task.headWidth();
        first = (row * task.heads() + head) * length * width;
        results = new double[Attention.Outputs.NAMES.size()][length * width];
    }

    /** The output and the gradients of q, k and v of one head. */
    static Float64Attention of(AttentionTask task, RoundNumbers numbers, int row, int head) {
        Float64Attention attention = new Float64Attention(task, row, head);
        attention.compute(
                attention.slice(numbers.q()),
                attention.slice(numbers.k()),
                attention.slice(numbers.v()),
                attention.slice(numbers.outGradient()));
        return attention;
    }

    private double[] slice(float[] all_BHTK) {
        double[] slice = new double[length * width];
        Arrays.setAll(slice, i -> all_BHTK[first + i]);
        return slice;
    }

    private void compute(double[] q, double[] k, double[] v, double[] outGradient) {
        double scale = 1 / Math.sqrt(width);
        double[] kTurned = turned(k);
        double[] vTurned = turned(v);
        double[] weights = new double[length];
        double[] slopes = new double[length];
        for (int i = 0; i < length; i++) {
            if (task.rows().isPadding(row, i)) {
                continue;
            }
            softmax(products(q, i, kTurned, weights), i, scale);
            for (int j = 0; j < length; j++) {
                add(weights[j], v, j, results[0], i);
            }
            products(outGradient, i, vTurned, slopes);
            double mean = 0;
            for (int j = 0; j < length; j++) {
                mean += weights[j] * slopes[j];
            }
            for (int j = 0; j < length; j++) {
                double slope = weights[j] * (slopes[j] - mean) * scale;
                add(slope, k, j, results[1], i);
                add(slope, q, i, results[2], j);
                add(weights[j], outGradient, i, results[3], j);
            }
        }
    }

    private double[] turned(double[] x_TK) {
        double[] x_KT = new double[x_TK.length];
        for (int i = 0; i < length; i++) {
            for (int c = 0; c < width; c++) {
                x_KT[c * length + i] = x_TK[i * width + c];
            }
        }
        return x_KT;
    }

    /** The products of one token's vector with all others'. */
    private double[] products(double[] x_TK, int i, double[] y_KT, double[] to_T) {
        Arrays.fill(to_T, 0);
        for (int c = 0; c < width; c++) {
            double factor = x_TK[i * width + c];
            for (int j = 0; j < length; j++) {
                to_T[j] += factor * y_KT[c * length + j];
            }
        }
        return to_T;
    }

    private void softmax(double[] scores_T, int i, double scale) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < length; j++) {
            scores_T[j] = sees(i, j) ? scores_T[j] * scale : Double.NEGATIVE_INFINITY;
            greatest = Math.max(greatest, scores_T[j]);
        }
        double sum = 0;
        for (int j = 0; j < length; j++) {
            scores_T[j] = sees(i, j) ? Math.exp(scores_T[j] - greatest) : 0;
            sum += scores_T[j];
        }
        for (int j = 0; j < length; j++) {
            scores_T[j] /= sum;
        }
    }

    private boolean sees(int i, int j) {
        return task.rows().document(row, i) == task.rows().document(row, j)
                && Math.abs(i - j) <= task.reach().orElse(length);
    }

    private void add(double factor, double[] x_TK, int i, double[] to_TK, int j) {
        if (factor == 0) {
            return;
        }
        for (int c = 0; c < width; c++) {
            to_TK[j * width + c] += factor * x_TK[i * width + c];
        }
    }

    /** One of the four results, TK. */
    double[] result(int array) {
        return results[array].clone();
    }

    /** The greatest difference of a result's head from this, padding apart; not a number counts as infinite. */
    double greatestError(int array, float[] result_BHTK) {
        double greatest = 0;
        for (int i = 0; i < length; i++) {
            for (int c = 0; c < width && !task.rows().isPadding(row, i); c++) {
                double error = Math.abs(result_BHTK[first + i * width + c] - results[array][i * width + c]);
                greatest = Double.isNaN(error) ? Double.POSITIVE_INFINITY : Math.max(greatest, error);
            }
        }
        return greatest;
    }

    /** The greatest size of a number of the reference, padding apart. */
    double greatest(int array) {
        return Arrays.stream(results[array]).map(Math::abs).max().orElseThrow();
    }
}
