package dev.cloze.benchmarks.attention;

/**
 * The memory of a process that did a task's rounds with one attention.
 *
 * @param peakRssMiB the most resident memory, JVM and engine included
 * @param ownMiB how much more that is than what was resident when the numbers had come: what forward and backward need,
 *     their results included
 */
record AttentionMemory(long peakRssMiB, long ownMiB) {}
