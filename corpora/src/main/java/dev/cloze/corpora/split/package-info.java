/**
 * The training and the held-out side of a corpus. A document's side is a function of its text and a seed, so identical
 * texts are on one side, the order of files does not matter, and no list of documents is kept. Two passes over the
 * corpus stand behind it: one that surveys, and the one that uses the split.
 */
@Internal
package dev.cloze.corpora.split;

import dev.cloze.tokenizer.Internal;
