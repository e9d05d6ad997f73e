/**
 * The making of corpora: each kind of stage by itself and all together, from little text to much, beside HuggingFace's
 * datatrove, which runs as a process from {@code benchmarks/peers}.
 */
package dev.cloze.benchmarks.corpora;
