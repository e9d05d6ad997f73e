/**
 * Vectors of texts, Cloze's beside those of ONNX Runtime. Needs both on the class path: the launcher compiles it only when
 * this benchmark is asked for.
 */
package dev.cloze.benchmarks.embedding;
