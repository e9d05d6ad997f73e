package dev.cloze.trainer.recipe;

import dev.cloze.corpora.read.Unit;
import java.util.List;

/**
 * Where the text comes from.
 *
 * @param paths files, folders, or {@code sample:NAME}
 * @param documents what a document is: a file, or each line of it
 * @param heldOutShare the share of sections that is kept apart for evaluation
 */
public record CorpusRecipe(List<String> paths, Unit documents, double heldOutShare) {
    public CorpusRecipe {
        paths = List.copyOf(paths);
        Require.that(!paths.isEmpty(), "paths", "at least one path", "none");
        Require.inside("heldOutShare", heldOutShare);
    }
}
