/** What a corpus is like: lengths of its documents, sources, and how its vocabulary grows; counted in one pass, in bounded memory. */
@Internal
package dev.cloze.corpora.report;

import dev.cloze.tokenizer.Internal;
