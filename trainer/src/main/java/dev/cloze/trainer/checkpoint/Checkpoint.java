package dev.cloze.trainer.checkpoint;

import java.util.Map;

/**
 * All that a run needs to go on. Batches, masks and learning rates are functions of the step, so there is no other
 * state.
 *
 * @param place where the run stood
 * @param weights the parameters by name
 * @param optimizer by name, what the optimiser and the average of the weights, if there is one, keep
 */
public record Checkpoint(Place place, Map<String, float[]> weights, Map<String, float[]> optimizer) {

    /**
     * Where a run stands.
     *
     * @param step updates made so far
     * @param tokens tokens seen so far, padding apart
     * @param seconds time spent in steps so far, by the clock, logging and checkpoints apart; it decides nothing
     * @param unloggedLoss the sum of the losses of the steps since the last line of metrics, in nats
     */
    public record Place(long step, long tokens, double seconds, double unloggedLoss) {
        /** Before the first step. */
        public static final Place START = new Place(0, 0, 0, 0);
    }
}
