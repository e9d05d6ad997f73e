/**
 * Training of vocabularies: text is cut into words ({@code WordSplitter}, by {@link dev.cloze.tokenizer.WordRules}), words
 * are counted ({@link dev.cloze.tokenizer.train.WordCounts}; with memory bounded {@link
 * dev.cloze.tokenizer.train.SpilledWordCounts}; by several threads {@link
 * dev.cloze.tokenizer.train.CountingThreads}), and pieces are found among the counts ({@link
 * dev.cloze.tokenizer.train.BpeTrainer} and {@link dev.cloze.tokenizer.train.WordPieceTrainer}, over one loop of joining).
 * Here stands no reading of files, which is the business of corpora, and no encoding, which the native engine behind
 * {@link dev.cloze.tokenizer.Tokenizer} does with the same cutting.
 *
 * <p>{@link dev.cloze.tokenizer.train.UnigramTrainer} goes the other way: from many pieces to few, by their likelihood.
 */
@Internal
package dev.cloze.tokenizer.train;

import dev.cloze.tokenizer.Internal;
