/** The recipe: every number that a run depends on, as records, and their YAML. */
package dev.cloze.trainer.recipe;
