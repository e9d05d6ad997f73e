package dev.cloze.trainer.checkpoint;

import java.util.Map;

/**
 * All that a run needs to go on. Batches, masks and learning rates are functions of the step, so there is no other
 * state.
 *
 * @param step updates made so far
 * @param tokens tokens seen so far, padding apart
 * @param seconds time spent in training so far, by the clock; it decides nothing
 * @param weights the parameters by name
 * @param optimizer the optimiser's state by name
 */
public record Checkpoint(
        long step, long tokens, double seconds, Map<String, float[]> weights, Map<String, float[]> optimizer) {}
