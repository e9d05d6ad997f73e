package dev.cloze.trainer.recipe;

import java.util.List;

/**
 * A text that a model is asked about beside its own held-out text.
 *
 * @param name what results call it
 * @param paths files, folders, or {@code sample:NAME}; read as the corpus is
 */
public record HeldOutSetRecipe(String name, List<String> paths) {
    public HeldOutSetRecipe {
        Require.name("name", name);
        paths = List.copyOf(paths);
        Require.that(!paths.isEmpty(), "paths", "at least one path", "none");
    }
}
