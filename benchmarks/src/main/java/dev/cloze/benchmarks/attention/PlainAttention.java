package dev.cloze.benchmarks.attention;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Attention in plain Java on one thread, query by query: the worked example of an {@link Attention}. It keeps the
 * probabilities of each query for the backward pass, as {@code eager} does.
 */
public final class PlainAttention implements Attention {
    /** Some tenths of a second a call. */
    private static final long MOST_FLOPS = 200_000_000;

    @Override
    public String name() {
        return "plain-java";
    }

    @Override
    public Optional<String> refusal(AttentionTask task) {
        return task.forwardFlops() <= MOST_FLOPS
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "more than %d MFLOP, for which one thread of Java takes long",
                        MOST_FLOPS / 1_000_000));
    }

    @Override
    public Prepared prepare(AttentionTask task) {
        return new Loops(task);
    }

    private static final class Loops implements Prepared {
        private final int rows;
        private final int heads;
        private final int length;
        private final int width;
        private final OptionalInt reach;
        private final long[] documents_BT;
        private final float scale;
        /** Of each query the first key that it sees, and the one behind the last. */
        private final int[] from_BT;

        private final int[] to_BT;
        private float[] q;
        private float[] k;
        private float[] v;
        private float[] outGradient;
        private float[] out;
        private float[][] probabilities;
        private float[][] gradients;

        Loops(AttentionTask task) {
            rows = task.rows().rows();
            heads = task.heads();
            length = task.rows().length();
            width = task.headWidth();
            reach = task.reach();
            documents_BT = task.rows().documents();
            scale = (float) (1 / Math.sqrt(width));
            from_BT = new int[rows * length];
            to_BT = new int[rows * length];
            for (int i = 0; i < rows * length; i++) {
                from_BT[i] = edge(i, -1);
                to_BT[i] = edge(i, 1) + 1;
            }
        }

        /** The last place in a direction that a token sees; documents lie in one piece. */
        private int edge(int token, int direction) {
            int row = token / length;
            int place = token % length;
            int steps = 0;
            for (int next = place + direction;
                    next >= 0
                            && next < length
                            && steps < reach.orElse(length)
                            && documents_BT[row * length + next] == documents_BT[token];
                    next += direction) {
                steps++;
            }
            return place + direction * steps;
        }

        @Override
        public void take(float[] q_BHTK, float[] k_BHTK, float[] v_BHTK, float[] outGradient_BHTK) {
            q = q_BHTK;
            k = k_BHTK;
            v = v_BHTK;
            outGradient = outGradient_BHTK;
        }

        @Override
        public void forward() {
            out = new float[q.length];
            probabilities = new float[rows * heads * length][];
            for (int query = 0; query < probabilities.length; query++) {
                int row = query / (heads * length);
                int first = query / length * length; // the first token of this row's head
                int token = row * length + query % length;
                float[] scores = new float[to_BT[token] - from_BT[token]];
                float greatest = Float.NEGATIVE_INFINITY;
                for (int j = 0; j < scores.length; j++) {
                    scores[j] = scale * product(q, query, k, first + from_BT[token] + j);
                    greatest = Math.max(greatest, scores[j]);
                }
                float sum = 0;
                for (int j = 0; j < scores.length; j++) {
                    scores[j] = (float) Math.exp(scores[j] - greatest);
                    sum += scores[j];
                }
                for (int j = 0; j < scores.length; j++) {
                    scores[j] /= sum;
                    add(scores[j], v, first + from_BT[token] + j, out, query);
                }
                probabilities[query] = scores;
            }
        }

        @Override
        public void backward() {
            gradients = new float[3][q.length];
            for (int query = 0; query < probabilities.length; query++) {
                int row = query / (heads * length);
                int first = query / length * length + from_BT[row * length + query % length];
                float[] weights = probabilities[query];
                float mean = product(outGradient, query, out, query);
                for (int j = 0; j < weights.length; j++) {
                    float slope = weights[j] * (product(outGradient, query, v, first + j) - mean) * scale;
                    add(slope, k, first + j, gradients[0], query);
                    add(slope, q, query, gradients[1], first + j);
                    add(weights[j], outGradient, query, gradients[2], first + j);
                }
            }
        }

        private float product(float[] x, int i, float[] y, int j) {
            float sum = 0;
            for (int c = 0; c < width; c++) {
                sum += x[i * width + c] * y[j * width + c];
            }
            return sum;
        }

        private void add(float factor, float[] x, int i, float[] to, int j) {
            for (int c = 0; c < width; c++) {
                to[j * width + c] += factor * x[i * width + c];
            }
        }

        @Override
        public Outputs outputs() {
            return new Outputs(out, gradients[0], gradients[1], gradients[2]);
        }

        @Override
        public void close() {
            // nothing but arrays
        }
    }
}
