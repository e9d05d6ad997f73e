/**
 * How variants of the same work are measured beside each other: in one JVM, in rounds whose order is shuffled anew, with
 * an interval for every ratio, as a share of what the machine can do in the same run. Memory is measured in a process of
 * its own. Knows nothing of what it measures: a {@link dev.cloze.benchmarks.harness.Benchmark} is found by
 * {@code ServiceLoader}.
 */
package dev.cloze.benchmarks.harness;
