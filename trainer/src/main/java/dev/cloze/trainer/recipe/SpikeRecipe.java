package dev.cloze.trainer.recipe;

/**
 * What becomes of a step whose loss jumps, or is no number: the run goes back to its last checkpoint and leaves out the
 * rows from there up to that step (Chowdhery et al. 2022, section 5.1).
 *
 * @param above nats above the mean of the latest steps' losses that are a jump
 * @param rollbacks how often the run goes back; a further jump ends it
 */
public record SpikeRecipe(double above, int rollbacks) {
    public SpikeRecipe {
        Require.positive("above", above);
        Require.positive("rollbacks", rollbacks);
    }
}
