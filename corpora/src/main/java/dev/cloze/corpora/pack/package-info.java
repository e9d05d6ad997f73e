/**
 * Rows of equal length out of the stream of tokens, and the order in which training visits them. Both are computed and
 * not stored: row <i>i</i> is a range of the stream (see {@code dev.cloze.corpora.shard} for the rule), and the order is
 * a function of seed, epoch and place. So a run resumes at any row in constant time.
 */
@Internal
package dev.cloze.corpora.pack;

import dev.cloze.tokenizer.Internal;
