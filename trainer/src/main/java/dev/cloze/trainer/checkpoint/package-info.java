/** Atomic, exact checkpoints: a run that goes on from one ends with the bits of a run that never stopped. */
@Internal
package dev.cloze.trainer.checkpoint;

import dev.cloze.tokenizer.Internal;
