/** Learning rates as pure functions of the step. */
@Internal
package dev.cloze.trainer.schedule;

import dev.cloze.tokenizer.Internal;
