package dev.cloze.core.nn;

import java.nio.charset.StandardCharsets;

/**
 * Random numbers by place instead of by sequence: the i-th number is a function of key and i, so that any part can be
 * made again without the rest. The mixing is SplitMix64's (Steele et al. 2014).
 */
final class CounterRandom {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final int TRIES = 64;

    private final long key;

    private CounterRandom(long key) {
        this.key = key;
    }

    static CounterRandom of(long seed, String name) {
        long key = mix(seed + GOLDEN);
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            key = mix(key + b + GOLDEN);
        }
        return new CounterRandom(key);
    }

    /** A standard normal number within two deviations, by Box and Muller with rejection. */
    double truncatedNormal(long place) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            double radius = Math.sqrt(-2 * Math.log(uniform(place, 2 * attempt)));
            double number = radius * Math.cos(2 * Math.PI * uniform(place, 2 * attempt + 1));
            if (Math.abs(number) <= 2) {
                return number;
            }
        }
        return 0;
    }

    /** Uniform in (0, 1]. */
    private double uniform(long place, int draw) {
        long bits = mix(key + mix(place * (2L * TRIES) + draw + GOLDEN));
        return ((bits >>> 11) + 1) * 0x1.0p-53;
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
