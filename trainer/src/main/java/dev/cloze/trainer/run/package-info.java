/**
 * A run from corpus to model: stages that are skipped when their inputs have not changed, and a training loop that
 * goes on where it stopped. The entry is {@link dev.cloze.trainer.run.TrainingRun}.
 */
package dev.cloze.trainer.run;
