/** Held-out loss and accuracy on fixed masks, and what simple counting reaches on the same positions. */
@Internal
package dev.cloze.trainer.evaluate;

import dev.cloze.tokenizer.Internal;
