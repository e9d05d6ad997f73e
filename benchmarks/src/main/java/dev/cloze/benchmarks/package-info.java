/**
 * Measurements of Cloze beside its rivals. {@code cli} is the command {@code cloze bench}, {@code harness} runs
 * variants side by side and judges the difference, the others are what is measured. Nobody imports this module.
 */
package dev.cloze.benchmarks;
