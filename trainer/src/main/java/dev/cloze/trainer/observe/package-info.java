/** What one sees of a run: lines on the terminal, {@code metrics.jsonl}, memory. */
@Internal
package dev.cloze.trainer.observe;

import dev.cloze.tokenizer.Internal;
