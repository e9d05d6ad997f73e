package dev.cloze.benchmarks.harness;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;

/**
 * Two variants that do nothing, one of which holds 300 MiB meanwhile; and two that sleep, which must be called in processes of
 * their own.
 */
public final class MemoryBenchmark implements Benchmark {
    static final int HELD_MIB = 300;

    /** True in the process of the tests, false in every other. */
    static volatile boolean isTheTestsProcess;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String description() {
        return "of the harness's own tests";
    }

    @Override
    public List<Cell> cells(Preset preset) {
        Work nothing = new Work(OptionalLong.empty(), 1, "calls");
        return List.of(
                new Cell(
                        "together",
                        nothing,
                        new Rounds(0, 9, 1),
                        "lean",
                        List.of(
                                new Variant("lean", () -> new Holder(1)),
                                new Variant("fat", () -> new Holder(HELD_MIB)))),
                new Cell(
                        "apart",
                        nothing,
                        new Rounds(0, 9, 1),
                        Cell.Placement.OWN_PROCESSES,
                        "short",
                        List.of(new Variant("short", () -> sleeping(30)), new Variant("long", () -> sleeping(90)))));
    }

    private static Subject sleeping(int millis) {
        if (isTheTestsProcess) {
            throw new IllegalStateException("expected another process than that of the tests");
        }
        return new Subject() {
            @Override
            public double call() throws InterruptedException {
                Thread.sleep(millis);
                return millis * 0.5e-3;
            }

            @Override
            public void close() {}
        };
    }

    private static final class Holder implements Subject {
        private final ByteBuffer memory;

        Holder(int mib) {
            memory = ByteBuffer.allocateDirect(mib << 20);
        }

        @Override
        public double call() {
            for (int i = 0; i < memory.capacity(); i += 1024) {
                memory.put(i, (byte) 1);
            }
            return 0;
        }

        @Override
        public void close() {}
    }
}
