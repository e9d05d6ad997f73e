package dev.cloze.benchmarks.harness;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;

/**
 * Calls every subject once a round, in an order that each round shuffles anew, so that neither a machine that grows
 * slower nor the neighbour before favours one of them.
 */
public final class InterleavedRounds {
    private final Rounds rounds;
    private final long seed;
    private final LongSupplier nanoTime;

    public InterleavedRounds(Rounds rounds, long seed, LongSupplier nanoTime) {
        this.rounds = rounds;
        this.seed = seed;
        this.nanoTime = nanoTime;
    }

    /** The samples of each subject in the order of the rounds; the i-th samples of all are one round's. */
    public Map<String, List<Sample>> run(Map<String, Subject> subjects) throws Exception {
        Map<String, List<Sample>> samples = new LinkedHashMap<>();
        subjects.keySet().forEach(name -> samples.put(name, new ArrayList<>()));
        List<String> order = new ArrayList<>(subjects.keySet());
        Random random = new Random(seed);
        for (int round = -rounds.warmUp(); round < rounds.measured(); round++) {
            Collections.shuffle(order, random);
            for (String name : order) {
                Sample sample = subjects.get(name).sample(nanoTime);
                if (round >= 0) {
                    samples.get(name).add(sample);
                }
            }
        }
        return samples;
    }
}
