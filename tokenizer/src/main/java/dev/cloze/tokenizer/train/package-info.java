/**
 * Training of vocabularies: text is cut into words as BERT cuts it ({@link dev.cloze.tokenizer.text.BertWords}), words are counted ({@link
 * dev.cloze.tokenizer.train.WordCounts}), and pieces are found among the counts ({@link
 * dev.cloze.tokenizer.train.WordPieceTrainer}). Here stands no reading of files, which is the business of corpora, and
 * no encoding, which the native engine behind {@link dev.cloze.tokenizer.Tokenizer} does with the same cutting.
 */
@Internal
package dev.cloze.tokenizer.train;

import dev.cloze.tokenizer.Internal;
