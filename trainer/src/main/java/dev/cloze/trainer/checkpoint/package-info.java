/** Atomic, exact checkpoints: a run that goes on from one ends with the bits of a run that never stopped. */
package dev.cloze.trainer.checkpoint;
