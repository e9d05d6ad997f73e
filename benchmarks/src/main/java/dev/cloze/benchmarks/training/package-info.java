/**
 * Training steps beside those of rivals: {@code cloze bench train}. The only package that uses DJL's arrays, blocks and
 * trainer, as DJL's users do.
 */
package dev.cloze.benchmarks.training;
