package dev.cloze.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** On a clock that only its subjects move, so that the machine has no say, but for the last test. */
class InterleavedRoundsTest {
    private static final Rounds FIFTEEN = new Rounds(2, 15, 1);

    private final List<String> calls = new ArrayList<>();
    private long now;

    @Test
    void eachRoundCallsEveryoneOnceInAnOrderOfItsOwn() throws Exception {
        new InterleavedRounds(FIFTEEN, 1, () -> now)
                .run(Map.of("a", taking("a", () -> 1), "b", taking("b", () -> 1), "c", taking("c", () -> 1)));
        assertThat(calls).hasSize(3 * 17);
        List<List<String>> rounds = IntStream.range(0, 17)
                .mapToObj(i -> calls.subList(3 * i, 3 * i + 3))
                .toList();
        assertThat(rounds).allSatisfy(round -> assertThat(round).containsExactlyInAnyOrder("a", "b", "c"));
        assertThat(new HashSet<>(rounds)).hasSizeGreaterThan(3);
    }

    @Test
    void theSeedDecidesTheOrder() throws Exception {
        Map<String, Subject> subjects = subjects(() -> 1, () -> 1);
        List<List<String>> orders = new ArrayList<>();
        for (long seed : new long[] {1, 1, 2}) {
            calls.clear();
            new InterleavedRounds(FIFTEEN, seed, () -> now).run(subjects);
            orders.add(List.copyOf(calls));
        }
        assertThat(orders.get(0)).isEqualTo(orders.get(1)).isNotEqualTo(orders.get(2));
    }

    @Test
    void warmUpCountsNothing() throws Exception {
        Map<String, List<Sample>> samples = new InterleavedRounds(FIFTEEN, 1, () -> now)
                .run(Map.of("a", taking("a", () -> calls.size() <= 2 ? 100 : 3)));
        assertThat(samples.get("a")).hasSize(15).allMatch(sample -> sample.seconds() == 3);
    }

    @Test
    void plantedTwentyPercentAreFound() throws Exception {
        Random random = new Random(3);
        for (int repeat = 0; repeat < 20; repeat++) {
            Ratio ratio = ratio(subjects(noisy(random, 1.2), noisy(random, 1)), repeat);
            assertThat(ratio.low()).as("repeat %d: %s", repeat, ratio).isGreaterThan(1);
            assertThat(ratio.value()).isBetween(1.05, 1.35);
        }
    }

    /** 5 % of 20 is 1; more than 3 has a probability of 1.6 %. */
    @Test
    void theSameThingTwiceRarelyDiffers() throws Exception {
        Random random = new Random(4);
        int differences = 0;
        for (int repeat = 0; repeat < 20; repeat++) {
            Ratio ratio = ratio(subjects(noisy(random, 1), noisy(random, 1)), repeat);
            differences += ratio.isDifference() ? 1 : 0;
        }
        assertThat(differences).isLessThanOrEqualTo(3);
    }

    /** A machine that slows down by half on the way is nobody's fault. */
    @Test
    void aMachineThatGrowsSlowerFavoursNobody() throws Exception {
        Random random = new Random(5);
        int differences = 0;
        for (int repeat = 0; repeat < 20; repeat++) {
            calls.clear();
            DoubleSupplier slowing = () -> (1 + calls.size() / 60.0) * Math.exp(0.02 * random.nextGaussian());
            differences += ratio(subjects(slowing, slowing), repeat).isDifference() ? 1 : 0;
        }
        assertThat(differences).isLessThanOrEqualTo(3);
    }

    /**
     * Real work on the real clock of a machine that may be busy: generous bounds, and calls so short that few of them
     * lose the processor on the way.
     */
    @Test
    void moreBusyWorkTakesLonger() throws Exception {
        Map<String, Subject> subjects = new LinkedHashMap<>();
        subjects.put("a", working(120_000));
        subjects.put("b", working(100_000));
        Map<String, List<Sample>> samples =
                new InterleavedRounds(new Rounds(200, 501, 1), 1, System::nanoTime).run(subjects);
        assertThat(ratioOf(samples, 1).value()).isBetween(1.02, 1.6);
    }

    private Ratio ratio(Map<String, Subject> subjects, long seed) throws Exception {
        return ratioOf(new InterleavedRounds(FIFTEEN, seed, () -> now).run(subjects), seed);
    }

    private static Ratio ratioOf(Map<String, List<Sample>> samples, long seed) {
        return Bootstrap.ratioOfMedians(
                seconds(samples.get("a")), seconds(samples.get("b")), Bootstrap.Draw.ROUNDS, seed);
    }

    private static double[] seconds(List<Sample> samples) {
        return samples.stream().mapToDouble(Sample::seconds).toArray();
    }

    private static DoubleSupplier noisy(Random random, double median) {
        return () -> median * Math.exp(0.08 * random.nextGaussian());
    }

    private Map<String, Subject> subjects(DoubleSupplier a, DoubleSupplier b) {
        Map<String, Subject> subjects = new LinkedHashMap<>();
        subjects.put("a", taking("a", a));
        subjects.put("b", taking("b", b));
        return subjects;
    }

    private Subject taking(String name, DoubleSupplier seconds) {
        return new Subject() {
            @Override
            public double call() {
                calls.add(name);
                now += Math.round(seconds.getAsDouble() * 1e9);
                return 0;
            }

            @Override
            public void close() {}
        };
    }

    private static Subject working(int turns) {
        return new Subject() {
            private long state = 1;

            @Override
            public double call() {
                for (int i = 0; i < turns; i++) {
                    state ^= state << 13;
                    state ^= state >>> 7;
                    state ^= state << 17;
                }
                assertThat(state).isNotZero();
                return 0;
            }

            @Override
            public void close() {}
        };
    }
}
