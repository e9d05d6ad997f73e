/**
 * The pipeline that joins the stages: a corpus, its split and a tokenizer become a folder of training shards and one of
 * held-out shards. {@link dev.cloze.corpora.build.CorpusInputs} turns what a user names into a corpus, {@link
 * dev.cloze.corpora.build.ShardBuilder} does the rest; {@link dev.cloze.corpora.build.WordCounting} counts the words that a
 * vocabulary is trained from. It stands above all other packages of the module, so that the
 * nouns in {@code dev.cloze.corpora} can stand below them.
 *
 * <pre>
 *   folder/train/train-0000.shard ...  manifest.json
 *   folder/heldout/heldout-0000.shard ...  manifest.json
 *   folder/report.json                 written last; without it the folder is unfinished
 * </pre>
 */
@Internal
package dev.cloze.corpora.build;

import dev.cloze.tokenizer.Internal;
