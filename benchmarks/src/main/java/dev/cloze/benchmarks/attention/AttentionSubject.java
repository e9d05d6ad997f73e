package dev.cloze.benchmarks.attention;

import dev.cloze.benchmarks.harness.Sample;
import dev.cloze.benchmarks.harness.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** An attention that is ready: each call is a round with numbers of its own, which all subjects of a cell share. */
final class AttentionSubject implements Subject {
    private static final double NANO = 1e-9;

    private final AttentionTask task;
    private final RoundNumbers numbers;
    private final Attention.Prepared prepared;
    private final List<Round> rounds = new ArrayList<>();

    /** One call's times in seconds, and what came out. */
    record Round(double forward, double backward, double conversion, Checksum checksum) {
        double seconds(Direction direction) {
            return switch (direction) {
                case FORWARD -> forward;
                case BACKWARD -> backward;
                case BOTH -> forward + backward;
            };
        }
    }

    AttentionSubject(AttentionTask task, RoundNumbers numbers, Attention.Prepared prepared) {
        this.task = task;
        this.numbers = numbers;
        this.prepared = prepared;
    }

    /** The next round, not timed. */
    Attention.Outputs outputs() throws Exception {
        return round(() -> 0);
    }

    private Attention.Outputs round(LongSupplier nanoTime) throws Exception {
        numbers.advanceTo(rounds.size());
        long start = nanoTime.getAsLong();
        prepared.take(numbers.q(), numbers.k(), numbers.v(), numbers.outGradient());
        long taken = nanoTime.getAsLong();
        prepared.forward();
        long forward = nanoTime.getAsLong();
        prepared.backward();
        long backward = nanoTime.getAsLong();
        Attention.Outputs outputs = prepared.outputs();
        long end = nanoTime.getAsLong();
        rounds.add(new Round(
                (forward - taken) * NANO,
                (backward - forward) * NANO,
                (taken - start + end - backward) * NANO,
                Checksum.of(task, outputs)));
        return outputs;
    }

    /** The rounds so far, unmeasured ones too. */
    List<Round> rounds() {
        return List.copyOf(rounds);
    }

    @Override
    public double call() throws Exception {
        round(System::nanoTime);
        return 0;
    }

    /** Forward and backward count; numbers coming and going do not. */
    @Override
    public Sample sample(LongSupplier nanoTime) throws Exception {
        round(nanoTime);
        return new Sample(rounds.get(rounds.size() - 1).seconds(Direction.BOTH), 0);
    }

    @Override
    public void close() {
        prepared.close();
    }
}
