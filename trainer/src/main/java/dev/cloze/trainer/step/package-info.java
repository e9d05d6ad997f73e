/** One update of the weights: the model's gradients for each micro-batch, then the optimiser at its scheduled rates. */
@Internal
package dev.cloze.trainer.step;

import dev.cloze.tokenizer.Internal;
