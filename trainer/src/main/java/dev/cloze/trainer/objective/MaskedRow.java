package dev.cloze.trainer.objective;

/**
 * A row as the model sees it.
 *
 * @param ids tokens, some replaced
 * @param places where tokens are predicted, ascending
 * @param labels the tokens that stood there
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record MaskedRow(int[] ids, int[] places, int[] labels) {}
