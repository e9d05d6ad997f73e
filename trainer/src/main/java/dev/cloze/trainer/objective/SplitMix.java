package dev.cloze.trainer.objective;

/** SplitMix64 (Steele et al. 2014): a small generator whose whole state is one key. */
public final class SplitMix {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long state;

    private SplitMix(long state) {
        this.state = state;
    }

    /** A generator for one place: each part of the key changes all that follows. */
    static SplitMix of(long... key) {
        return new SplitMix(seed(key));
    }

    /** A seed for the place that the parts of the key name, for generators of others too. */
    public static long seed(long... key) {
        long state = 0;
        for (long part : key) {
            state = mix(state + GOLDEN + mix(part));
        }
        return state;
    }

    /** Uniform in [0, bound), by the high bits of a product (Lemire 2019); the bias is below bound / 2^32. */
    int below(int bound) {
        return (int) (((next() >>> 32) * bound) >>> 32);
    }

    /** Uniform in [0, 1). */
    double uniform() {
        return (next() >>> 11) * 0x1.0p-53;
    }

    private long next() {
        state += GOLDEN;
        return mix(state);
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
