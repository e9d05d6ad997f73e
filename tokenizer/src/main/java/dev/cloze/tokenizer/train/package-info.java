/**
 * Training of vocabularies: words are cut by the rules of {@link dev.cloze.tokenizer.WordRules} with what stands in {@link
 * dev.cloze.tokenizer.text}, and counted ({@link dev.cloze.tokenizer.train.WordCounts}; with memory bounded {@link
 * dev.cloze.tokenizer.train.SpilledWordCounts}; by several threads {@link
 * dev.cloze.tokenizer.train.CountingThreads}; of several corpora {@link dev.cloze.tokenizer.train.CorpusWeights}). Pieces
 * are found among the counts: by {@link dev.cloze.tokenizer.train.BpeTrainer}, {@link
 * dev.cloze.tokenizer.train.WordPieceTrainer} and {@link dev.cloze.tokenizer.train.LikelihoodWordPieceTrainer}, over one
 * loop of joining. Here stands no reading of files, which is the business of corpora, and no encoding.
 *
 * <p>{@link dev.cloze.tokenizer.train.UnigramTrainer} goes the other way: from many pieces to few, by their likelihood.
 */
@Internal
package dev.cloze.tokenizer.train;

import dev.cloze.tokenizer.Internal;
