/**
 * Text to ids and back: the facade over the engine that reads any {@code tokenizer.json}, its special tokens, and the
 * files of a vocabulary. {@link dev.cloze.tokenizer.BulkEncoder} does the same for much text by an engine of our own. Training of vocabularies is in {@code dev.cloze.tokenizer.train}. It is the lowest floor of the
 * house, so the two kinds of fault that all floors share stand here as well: {@link dev.cloze.tokenizer.DataException}
 * and {@link dev.cloze.tokenizer.UsageException}.
 */
package dev.cloze.tokenizer;
