/** Recipes of corpora: what is read, cleaned, deduplicated and kept apart, as records and YAML. */
@Internal
package dev.cloze.trainer.corpus;

import dev.cloze.tokenizer.Internal;
