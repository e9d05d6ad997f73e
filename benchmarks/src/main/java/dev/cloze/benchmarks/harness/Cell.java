package dev.cloze.benchmarks.harness;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One comparison: variants of the same work.
 *
 * @param name unique in its benchmark, as {@code bert-mini/as-used}
 * @param work what one call of any variant does
 * @param rounds how often each is called
 * @param placement where the variants are called
 * @param baseline the name of the variant that the others are set in relation to
 */
public record Cell(
        String name, Work work, Rounds rounds, Placement placement, String baseline, List<Variant> variants) {

    /** Where the variants of a cell are called. */
    public enum Placement {
        /** All in this one: the least difference between them. */
        ONE_PROCESS,
        /** Each in one of its own: for libraries whose threads go on after a call, into the neighbour's. */
        OWN_PROCESSES
    }

    public Cell {
        variants = List.copyOf(variants);
        Set<String> names = new HashSet<>();
        for (Variant variant : variants) {
            if (!names.add(variant.name())) {
                throw new IllegalArgumentException(
                        name + ": variants: expected names used once, got " + variant.name() + " again");
            }
        }
        if (!names.contains(baseline)) {
            throw new IllegalArgumentException(name + ": baseline: expected one of " + names + ", got " + baseline);
        }
    }

    /** A cell whose variants are called in one process. */
    public Cell(String name, Work work, Rounds rounds, String baseline, List<Variant> variants) {
        this(name, work, rounds, Placement.ONE_PROCESS, baseline, variants);
    }

    Variant variant(String variantName) {
        return variants.stream()
                .filter(variant -> variant.name().equals(variantName))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(name + ": variant: expected one of the cell, got " + variantName));
    }
}
