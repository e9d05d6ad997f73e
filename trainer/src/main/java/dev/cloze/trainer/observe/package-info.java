/** What one sees of a run: lines on the terminal, {@code metrics.jsonl}, memory. */
package dev.cloze.trainer.observe;
