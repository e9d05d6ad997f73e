/** The one place that draws HTML: self-contained pages of text, tables and line charts; it knows nothing of runs. */
@Internal
package dev.cloze.trainer.page;

import dev.cloze.tokenizer.Internal;
