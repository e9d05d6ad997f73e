/** From shards to what one step needs: rows in their order, masked, as flat arrays, made ahead of time. */
package dev.cloze.trainer.batch;
