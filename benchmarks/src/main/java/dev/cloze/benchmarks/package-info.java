/** Benchmarks. */
package dev.cloze.benchmarks;
