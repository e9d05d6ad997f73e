/**
 * Files to token shards: the nouns that every stage of the way shares. A {@link dev.cloze.corpora.Corpus} can be opened
 * again and again; each opening is a {@link dev.cloze.corpora.DocumentSource} from which {@link
 * dev.cloze.corpora.Document}s are pulled. A {@link dev.cloze.corpora.Fingerprint} says whether a corpus is still the one
 * that a finished stage has read.
 *
 * <pre>
 * read, sample   files of any kind and class-path samples -&gt; Document
 * clean          stages that repair, change or remove a Document, and the funnel that counts them
 * store          Documents and origins in files of compressed records
 * dedup          which stored Documents and paragraphs are there already
 * report         what the Documents are like
 * split          each Document to the training or the held-out side
 * shard          the documents' tokens as one stream in checked, memory-mapped files
 * pack           rows of equal length out of that stream, and the order in which they are visited
 * build          the pipeline that joins the stages
 * </pre>
 *
 * <p>This package stands below all of them and knows none; {@code build} stands above all. It is not the place for a
 * file format (see {@code read}) nor for anything of the model.
 */
@Internal
package dev.cloze.corpora;

import dev.cloze.tokenizer.Internal;
