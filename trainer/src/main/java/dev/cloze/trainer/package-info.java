/**
 * From shards and a recipe to a trained model, and the command line. The rooms, each standing on those below it:
 * {@code cli}; {@code run}; {@code checkpoint}, {@code evaluate}, {@code observe}, {@code page}, {@code step}; {@code batch}; {@code objective},
 * {@code optim}, {@code schedule}; {@code recipe}. Public are {@link dev.cloze.trainer.recipe.Recipe} and
 * {@link dev.cloze.trainer.run.TrainingRun}; the rest is internal and may change.
 */
package dev.cloze.trainer;
