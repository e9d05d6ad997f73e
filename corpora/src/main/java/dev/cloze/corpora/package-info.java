/** Files to token shards. */
package dev.cloze.corpora;
