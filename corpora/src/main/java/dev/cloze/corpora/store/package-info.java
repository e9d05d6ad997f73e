/**
 * Cleaned documents on disk, and where the documents of shards came from: records in compressed blocks, read one after
 * another or at random.
 *
 * <p>Layout of a file of records, little-endian: a header of 64 bytes (magic {@code CLZBLOCK}, format version, records, blocks,
 * place of the index, CRC-32C of index and header); the blocks, each a Zstandard frame with a checksum of its own; the index:
 * for each block its place, its first record and its unpacked length. In a block each record is its length as an int and its
 * bytes.
 */
@Internal
package dev.cloze.corpora.store;

import dev.cloze.tokenizer.Internal;
