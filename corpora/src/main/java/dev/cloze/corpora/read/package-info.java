/**
 * Files to documents: one class per format, compression told by magic bytes. Plain UTF-8 text is read by {@link
 * dev.cloze.corpora.read.TextReader}, whole folders of it by {@link dev.cloze.corpora.read.TextCorpus}.
 *
 * <p>Reading is strict and bounded. Damaged input is an error with its path and offset, never a replacement character;
 * memory does not depend on the size of a file or the length of a line. What is left out is counted in {@link
 * dev.cloze.corpora.ReadCounts}. Nothing is cleaned or judged here.
 */
@Internal
package dev.cloze.corpora.read;

import dev.cloze.tokenizer.Internal;
