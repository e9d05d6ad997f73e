package dev.cloze.benchmarks.harness;

/** How much is measured. */
public enum Preset {
    /** The smallest cells and few rounds: a first look. */
    QUICK,
    /** Every cell, and enough rounds to publish. */
    FULL
}
