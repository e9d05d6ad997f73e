package dev.cloze.benchmarks.harness;

import dev.cloze.tokenizer.UsageException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A benchmark's cells whose names contain a text.
 *
 * @param all the benchmark
 * @param part the text
 */
public record SomeCells(Benchmark all, String part) implements Benchmark {
    @Override
    public String name() {
        return all.name();
    }

    @Override
    public String description() {
        return all.description();
    }

    /** @throws UsageException if no cell is left; it names what there is */
    @Override
    public List<Cell> cells(Preset preset) {
        List<Cell> cells = all.cells(preset);
        List<Cell> some =
                cells.stream().filter(cell -> cell.name().contains(part)).toList();
        if (some.isEmpty()) {
            String names = cells.stream().map(Cell::name).collect(Collectors.joining(", "));
            throw new UsageException("--cells", "a part of one of " + names, part);
        }
        return some;
    }
}
