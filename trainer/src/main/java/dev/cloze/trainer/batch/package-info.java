/** From shards to what one step needs: rows in their order, masked, as flat arrays, made ahead of time. */
@Internal
package dev.cloze.trainer.batch;

import dev.cloze.tokenizer.Internal;
