package dev.cloze.benchmarks.harness;

/** One way to do a cell's work, not yet made ready. */
public record Variant(String name, Opening opening) {

    /** What makes a variant ready; not measured. */
    @FunctionalInterface
    public interface Opening {
        Subject open() throws Exception;
    }
}
