/**
 * The documents' tokens as one long stream in files that can be mapped into memory.
 *
 * <h2>The stream</h2>
 *
 * <p>Each document is stored as its start token, its tokens and its end token ({@code [CLS] … [SEP]} with BERT's names).
 * Documents follow each other without a gap, over all shards of a folder in the order of the manifest. For rows of
 * length <i>T</i>, row <i>i</i> is the range [<i>iT</i>, (<i>i</i>+1)<i>T</i>) of the stream; the last row
 * may be shorter. A document that a row's end cuts goes on in the next row, without a new start
 * token. Attention never crosses from one document to another; positions restart at each document's start in the row and
 * at the row's start. {@code dev.cloze.corpora.pack} makes rows by this rule.
 *
 * <h2>The file</h2>
 *
 * <p>All numbers are little-endian. A shard begins and ends with a document.
 *
 * <pre>
 *   offset  bytes  header
 *        0      8  magic "CLZSHARD"
 *        8      4  format version, 1
 *       12      4  bytes of a token: 2 (vocabularies of up to 65,536 ids) or 4
 *       16      8  number of tokens
 *       24      8  number of documents
 *       32      4  size of the vocabulary
 *       36      4  place of the shard in its folder, from 0
 *       40     32  SHA-256 of the tokenizer
 *       72     32  SHA-256 of the corpus
 *      104     16  zero
 *      120      4  CRC-32C of all that follows the header
 *      124      4  CRC-32C of the 124 bytes above
 *      128         tokens, then zeros up to a multiple of 8
 *                  for each document the place of its first token in this shard, 8 bytes
 * </pre>
 *
 * <p>A shard is written beside its place and moved there. The manifest comes last: a folder without one is unfinished.
 * What documents are and how text becomes tokens is not known here.
 */
@Internal
package dev.cloze.corpora.shard;

import dev.cloze.tokenizer.Internal;
