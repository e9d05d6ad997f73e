package dev.cloze.trainer.recipe;

import java.util.List;
import java.util.Optional;

/**
 * A source of text: all of a corpus, or one of those in a mixture.
 *
 * @param name tells it from the others of its mixture; absent where it is the only one
 * @param paths files, folders, or {@code sample:NAME}
 * @param weight its share of the rows is this, divided by the sum of all weights
 * @param epochs instead of a weight: its share is as if all of it were seen so often when the others are as often as they say
 */
public record SourceRecipe(
        Optional<String> name, List<String> paths, Optional<Double> weight, Optional<Double> epochs) {
    public SourceRecipe {
        paths = List.copyOf(paths);
        name.ifPresent(given -> Require.name("name", given));
        Require.that(!paths.isEmpty(), "paths", "at least one path", "none");
        weight.ifPresent(given -> Require.positive("weight", given.doubleValue()));
        epochs.ifPresent(given -> Require.positive("epochs", given.doubleValue()));
        Require.that(
                weight.isPresent() != epochs.isPresent(),
                "weight",
                "a weight, or epochs instead",
                weight.isPresent() ? "both" : "neither");
    }

    /** Its weight among the sources of its mixture if it has so many rows. */
    public double weight(long rows) {
        return weight.orElseGet(() -> epochs.orElseThrow() * rows);
    }

    /** What is written before a line about it: its name if it has one. */
    public String label() {
        return name.map(given -> given + ": ").orElse("");
    }
}
