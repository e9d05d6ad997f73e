/** Held-out loss and accuracy on fixed masks, and what simple counting reaches on the same positions. */
package dev.cloze.trainer.evaluate;
