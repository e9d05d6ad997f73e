package dev.cloze.benchmarks.attention;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The numbers of a round: standard normal queries, keys, values and gradients of the output, each round others, all
 * determined by the seed and the round. Every kernel gets the same ones. A round takes a pool of numbers from another
 * place on, since drawing them anew would take longer than attention.
 */
final class RoundNumbers {
    private static final int ARRAYS = 4;
    private static final int EXTRA = 1 << 16;
    private static final int SHIFT = 977;

    private final AttentionTask task;
    private final float[][] pools;
    private final float[][] arrays = new float[ARRAYS][];
    private int round = -1;

    RoundNumbers(AttentionTask task, long seed) {
        this.task = task;
        pools = new float[ARRAYS][task.numbers() + EXTRA];
        SplittableRandom random = new SplittableRandom(seed);
        for (float[] pool : pools) {
            for (int i = 0; i < pool.length; i += 2) {
                // Box and Muller 1958
                double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
                double angle = 2 * Math.PI * random.nextDouble();
                pool[i] = (float) (radius * Math.cos(angle));
                if (i + 1 < pool.length) {
                    pool[i + 1] = (float) (radius * Math.sin(angle));
                }
            }
        }
        advanceTo(0);
    }

    /** Makes the numbers those of a round, if they are not. */
    void advanceTo(int wanted) {
        if (wanted == round) {
            return;
        }
        round = wanted;
        int from = (int) ((long) wanted * SHIFT % EXTRA);
        Arrays.setAll(arrays, i -> Arrays.copyOfRange(pools[i], from, from + task.numbers()));
        silencePadding(arrays[ARRAYS - 1]);
    }

    /** No loss depends on the output at padding. */
    private void silencePadding(float[] outGradient_BHTK) {
        int length = task.rows().length();
        int width = task.headWidth();
        for (int token = 0; token < outGradient_BHTK.length / width; token++) {
            if (task.rows().isPadding(token / (task.heads() * length), token % length)) {
                Arrays.fill(outGradient_BHTK, token * width, (token + 1) * width, 0);
            }
        }
    }

    float[] q() {
        return arrays[0];
    }

    float[] k() {
        return arrays[1];
    }

    float[] v() {
        return arrays[2];
    }

    float[] outGradient() {
        return arrays[3];
    }
}
