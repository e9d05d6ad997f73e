/**
 * Deduplication of documents, in memory that does not grow with the corpus but by one bit a document.
 *
 * <pre>
 * text         -- {@link dev.cloze.corpora.dedup.KeyMaker}, on any thread --&gt;         DocumentKeys
 * DocumentKeys -- {@link dev.cloze.corpora.dedup.KeyWriter}, in the documents' order --&gt; files of keys
 * files of keys, texts -- {@link dev.cloze.corpora.dedup.Deduplication} --&gt; {@link dev.cloze.corpora.dedup.Removals}
 * </pre>
 *
 * <p>What is equal. Case and the kind and length of white space are folded everywhere; for near duplicates and for the
 * overlap with held-out texts punctuation is left out too, and words are compared in runs ({@link
 * dev.cloze.corpora.dedup.TextScan}).
 *
 * <p>Order of the removals, each among what the ones before have left: documents that leak a held-out text, exact
 * duplicates, near duplicates, repeated paragraphs. So nothing vanishes because of a text that is removed itself. The
 * document with the lowest number is always the one that is kept, and a document goes as a near duplicate only if its
 * true similarity to a document <em>that is kept</em> is high enough. There are no chains: clusters that are joined by
 * union-find, as FineWeb does, also remove documents that resemble nothing that stays.
 *
 * <p>Keys are sorted on disk ({@link dev.cloze.corpora.dedup.KeySorter}). Results depend on the texts, their order and
 * the rules only: not on threads, memory or a restart.
 *
 * <p>Layout of a file of keys, little endian: 48 bytes of header (magic {@code CLZ-KEYS}, format version, 64-bit numbers
 * per record, records, stamp of what it was made from, zeros, CRC-32C of the bytes before), then blocks of records, some
 * 32 KiB each, every one followed by its CRC-32C.
 *
 * <p>This package does not read documents and does not store them: the texts of near-duplicate candidates come through
 * {@link dev.cloze.corpora.dedup.DocumentTexts}.
 */
@Internal
package dev.cloze.corpora.dedup;

import dev.cloze.tokenizer.Internal;
