package dev.cloze.trainer.recipe;

import dev.cloze.corpora.read.Unit;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where the text comes from: paths, or a mixture of sources.
 *
 * @param paths files, folders, or {@code sample:NAME}
 * @param mixture instead of paths: sources, each with a share of the rows
 * @param documents what a document is: a file, or each line of it
 * @param heldOutShare the share of sections that is kept apart for evaluation, of each source
 */
public record CorpusRecipe(
        Optional<List<String>> paths, Optional<List<SourceRecipe>> mixture, Unit documents, double heldOutShare) {
    private static final int MOST_SOURCES = 100;

    public CorpusRecipe {
        paths = paths.map(List::copyOf);
        mixture = mixture.map(List::copyOf);
        Require.that(
                paths.isPresent() != mixture.isPresent(),
                "paths",
                "paths, or a mixture instead",
                paths.isPresent() ? "both" : "neither");
        paths.ifPresent(given -> Require.that(!given.isEmpty(), "paths", "at least one path", "none"));
        mixture.ifPresent(CorpusRecipe::check);
        Require.inside("heldOutShare", heldOutShare);
    }

    private static void check(List<SourceRecipe> sources) {
        Require.that(
                !sources.isEmpty() && sources.size() <= MOST_SOURCES,
                "mixture",
                "1 to " + MOST_SOURCES + " sources",
                sources.size());
        Set<String> names = new HashSet<>();
        for (int i = 0; i < sources.size(); i++) {
            String field = "mixture[" + i + "].name";
            Require.that(sources.get(i).name().isPresent(), field, "a value", "nothing");
            String name = sources.get(i).name().orElseThrow();
            // folders of sources are told apart by name, on file systems that ignore case too
            Require.that(names.add(name.toLowerCase(Locale.ROOT)), field, "a name of its own", name + " again");
        }
        long weighted =
                sources.stream().filter(source -> source.weight().isPresent()).count();
        Require.that(
                weighted == 0 || weighted == sources.size(),
                "mixture",
                "a weight for each source, or epochs for each",
                weighted + " of " + sources.size() + " with a weight, the others with epochs");
    }

    /** One corpus. */
    public static CorpusRecipe of(List<String> paths, Unit documents, double heldOutShare) {
        return new CorpusRecipe(Optional.of(paths), Optional.empty(), documents, heldOutShare);
    }

    /** Its sources: those of the mixture, or the one without a name that the paths are. */
    public List<SourceRecipe> sources() {
        return mixture.orElseGet(() ->
                List.of(new SourceRecipe(Optional.empty(), paths.orElseThrow(), Optional.of(1.0), Optional.empty())));
    }
}
