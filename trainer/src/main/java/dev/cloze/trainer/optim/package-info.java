/**
 * Optimisers: script methods written beside their classes. Each is one call into the engine that clips the gradients,
 * updates weights and state in place and returns the gradients' norm.
 */
@Internal
package dev.cloze.trainer.optim;

import dev.cloze.tokenizer.Internal;
