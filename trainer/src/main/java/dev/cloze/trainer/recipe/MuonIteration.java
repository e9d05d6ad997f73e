package dev.cloze.trainer.recipe;

/** How Muon makes a matrix nearly orthogonal; five steps of either cost the same. */
public enum MuonIteration {
    /** One polynomial in every step (Jordan et al. 2024): singular values come to lie between about 0.7 and 1.2. */
    NEWTON_SCHULZ,
    /** The best polynomial of each step (Amsel et al. 2025, Polar Express, algorithm 1): they come closer to 1. */
    POLAR_EXPRESS
}
