package dev.cloze.trainer.schedule;

import dev.cloze.trainer.recipe.DecayShape;

/**
 * Warm-up, stable phase, decay (Hu et al. 2024, MiniCPM, section 4): it rises linearly, stays at 1, and falls to 0 over
 * the last steps, 0 being what would follow them.
 */
public record WarmupStableDecay(long steps, long warmupSteps, long decaySteps, DecayShape shape) implements Schedule {

    @Override
    public double factor(double step) {
        double rise = warmupSteps == 0 ? 1 : (step + 1.0) / warmupSteps;
        return Math.min(1, Math.min(rise, fall(step)));
    }

    private double fall(double step) {
        double left = steps - step;
        if (left >= decaySteps) {
            return 1;
        }
        double over = (decaySteps - left) / decaySteps;
        return switch (shape) {
            case LINEAR -> left / decaySteps;
            case SQRT -> 1 - Math.sqrt(over);
            case COSINE -> (1 + Math.cos(Math.PI * over)) / 2;
        };
    }
}
