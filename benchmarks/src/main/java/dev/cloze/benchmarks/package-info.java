/**
 * Measurements of Cloze beside its rivals. {@code cli} is the command {@code cloze bench}, {@code harness} runs
 * variants side by side and judges the difference, {@code training} is what is measured. Nobody imports this module.
 */
package dev.cloze.benchmarks;
