package dev.cloze.trainer.recipe;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The evaluation on held-out text. Its masks are BERT's, 15 % and 80/10/10, whatever training does, and come from this
 * seed alone, so that the same positions are asked every time.
 *
 * @param seed of the masks
 * @param rows the most rows, spread evenly over the held-out text; of each named set as many again
 * @param sets other texts, scored by themselves at every evaluation
 */
public record EvaluationRecipe(long seed, int rows, Optional<List<HeldOutSetRecipe>> sets) {
    private static final int MOST_SETS = 100;

    /** BERT's masks (Devlin et al. 2019, section 3.1). */
    public static final MaskingRecipe MASKING = new MaskingRecipe(0.15, 0.8, 0.1);

    public EvaluationRecipe {
        Require.positive("rows", rows);
        sets = sets.map(List::copyOf);
        sets.ifPresent(EvaluationRecipe::check);
    }

    /** The evaluation without named sets. */
    public EvaluationRecipe(long seed, int rows) {
        this(seed, rows, Optional.empty());
    }

    private static void check(List<HeldOutSetRecipe> sets) {
        Require.that(!sets.isEmpty() && sets.size() <= MOST_SETS, "sets", "1 to " + MOST_SETS + " sets", sets.size());
        Set<String> names = new HashSet<>();
        for (int i = 0; i < sets.size(); i++) {
            String name = sets.get(i).name();
            Require.that(
                    names.add(name.toLowerCase(Locale.ROOT)),
                    "sets[" + i + "].name",
                    "a name of its own",
                    name + " again");
        }
    }
}
