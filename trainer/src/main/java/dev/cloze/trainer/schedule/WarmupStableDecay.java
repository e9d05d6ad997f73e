package dev.cloze.trainer.schedule;

/**
 * Warm-up, stable phase, decay (Hu et al. 2024, MiniCPM, section 4): the share of the peak learning rate at a step.
 * It rises linearly, stays at 1, and falls linearly to 0 over the last steps.
 */
public record WarmupStableDecay(long steps, long warmupSteps, long decaySteps) {

    /** The factor at a step, counted from 0; above 0 at the first and the last step. */
    public double factor(long step) {
        double rise = warmupSteps == 0 ? 1 : (step + 1.0) / warmupSteps;
        double fall = decaySteps == 0 ? 1 : (steps - step) / (double) decaySteps;
        return Math.min(1, Math.min(rise, fall));
    }
}
