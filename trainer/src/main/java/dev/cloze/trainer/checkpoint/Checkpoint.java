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
     * @param elapsed seconds of training so far, evaluations and checkpoints included
     * @param recentLoss the moving sum of the steps' losses, in nats; {@link #meanLoss} makes a mean of it
     */
    public record Place(
            long step, long tokens, double seconds, double unloggedLoss, double elapsed, double recentLoss) {
        private static final double KEPT = 0.98;

        /** Before the first step. */
        public static final Place START = new Place(0, 0, 0, 0, 0, 0);

        /**
         * The place after one more step.
         *
         * @param newElapsed seconds of training by its end
         */
        public Place after(long stepTokens, double stepSeconds, double loss, double newElapsed) {
            return new Place(
                    step + 1,
                    tokens + stepTokens,
                    seconds + stepSeconds,
                    unloggedLoss + loss,
                    newElapsed,
                    KEPT * recentLoss + (1 - KEPT) * loss);
        }

        /** The same place once its losses have been logged. */
        public Place logged() {
            return new Place(step, tokens, seconds, 0, elapsed, recentLoss);
        }

        /** The exponential moving mean of the losses, some fifty steps long, corrected for having begun at zero. */
        public double meanLoss() {
            return recentLoss / (1 - Math.pow(KEPT, (double) step));
        }
    }
}
