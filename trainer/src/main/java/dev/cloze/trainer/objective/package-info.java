/** What training asks of the model: which tokens of a row are hidden, as a function of seed and place. */
@Internal
package dev.cloze.trainer.objective;

import dev.cloze.tokenizer.Internal;
