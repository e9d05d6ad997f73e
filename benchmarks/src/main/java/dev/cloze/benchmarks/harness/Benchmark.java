package dev.cloze.benchmarks.harness;

import java.util.List;

/** A measurement, found by {@code ServiceLoader}: cells, each with variants that do the same work. */
public interface Benchmark {
    /** What the command line calls it: lower-case letters. */
    String name();

    /** What is compared with what, and what is not; one line or several. */
    String description();

    /** The cells in the order in which they are run. Making them costs nothing: variants open when they are measured. */
    List<Cell> cells(Preset preset);
}
