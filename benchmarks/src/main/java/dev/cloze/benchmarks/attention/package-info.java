/**
 * Attention kernels beside each other: {@code cloze bench attention}. One call is one attention node's forward and
 * backward pass over given numbers. Kernels of others are found by {@code ServiceLoader}: implement
 * {@link dev.cloze.benchmarks.attention.Attention}; {@code PlainAttention} is a worked example.
 */
package dev.cloze.benchmarks.attention;
