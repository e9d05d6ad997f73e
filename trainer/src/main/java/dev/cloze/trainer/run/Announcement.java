package dev.cloze.trainer.run;

import dev.cloze.core.nn.MaskedLanguageModel;
import dev.cloze.corpora.pack.JoinedRows;
import dev.cloze.corpora.pack.RowPacker;
import dev.cloze.trainer.batch.TrainingRows;
import dev.cloze.trainer.checkpoint.Checkpoint.Place;
import dev.cloze.trainer.observe.Console;
import dev.cloze.trainer.recipe.PhaseRecipe;
import dev.cloze.trainer.recipe.Recipe;
import dev.cloze.trainer.schedule.Course;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * What the log says before the first step: the model, how long it is trained on how much, and how often each source is read.
 *
 * @param training the rows of each source, in the length of the last phase
 */
record Announcement(Console console, Recipe recipe, Preparation.Prepared data, List<RowPacker> training) {
    /** Up to here a repetition is nearly as good as new text (Muennighoff et al. 2023, section 6). */
    private static final double MOST_EPOCHS = 4;

    void of(MaskedLanguageModel model, Place start, Course course, TrainingRows rows) {
        console.line(
                "model",
                "%d layers, width %d, %d heads, %,d parameters",
                recipe.encoder().layers(),
                recipe.encoder().width(),
                recipe.encoder().heads(),
                model.parameterCount());
        OptionalLong steps = course.steps();
        List<PhaseRecipe> phases = recipe.training().allPhases();
        boolean mixed = recipe.corpus().mixture().isPresent();
        long rowsOfAll = new JoinedRows(training).rows();
        double rowsOfRun = steps.isEmpty()
                ? 0
                : (double) course.position(steps.getAsLong())
                        / recipe.training().rowLength();
        console.line(
                "training",
                "%s of %,d tokens, %s%,d rows%s",
                steps.isEmpty()
                        ? recipe.training().duration().orElse("") + " with steps"
                        : String.format(Locale.ROOT, "%,d steps", steps.getAsLong()),
                phases.get(phases.size() - 1).places(),
                mixed || steps.isEmpty() ? "" : String.format(Locale.ROOT, "%.1f epochs of ", rowsOfRun / rowsOfAll),
                rowsOfAll,
                start.step() == 0 ? "" : String.format(Locale.ROOT, "; resumed after step %,d", start.step()));
        for (PhaseRecipe phase : phases.subList(0, phases.size() - 1)) {
            console.line(
                    "phase",
                    "up to %.1f %%: %,d rows of %,d tokens",
                    100 * phase.until(),
                    phase.rowsPerBatch(),
                    phase.rowLength());
        }
        if (mixed) {
            sources(rows, rowsOfRun);
        }
    }

    private void sources(TrainingRows rows, double rowsOfRun) {
        for (int i = 0; i < training.size(); i++) {
            Preparation.Source source = data.sources().get(i);
            double epochs = rows.share(i) * rowsOfRun / training.get(i).rows();
            console.line(
                    "mixture",
                    "%s%,d tokens, %.1f %% of the rows%s%s",
                    source.recipe().label(),
                    source.train().tokens(),
                    100 * rows.share(i),
                    rowsOfRun == 0 ? "" : String.format(Locale.ROOT, ", %.1f epochs", epochs),
                    epochs > MOST_EPOCHS
                            ? "; warning: repeated more than about 4 times, text teaches little more"
                                    + " (Muennighoff et al. 2023)"
                            : "");
        }
    }
}
