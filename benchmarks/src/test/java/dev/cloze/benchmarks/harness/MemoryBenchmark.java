package dev.cloze.benchmarks.harness;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;

/** Two variants that do nothing, one of which holds 300 MiB meanwhile. */
public final class MemoryBenchmark implements Benchmark {
    static final int HELD_MIB = 300;

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
        return List.of(new Cell(
                "cell",
                new Work(OptionalLong.empty(), 1, "calls"),
                new Rounds(0, 9, 1),
                "lean",
                List.of(new Variant("lean", () -> new Holder(1)), new Variant("fat", () -> new Holder(HELD_MIB)))));
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
