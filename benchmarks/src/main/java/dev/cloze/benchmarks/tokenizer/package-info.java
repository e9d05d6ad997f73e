/**
 * Tokenizers beside their rivals in other languages, which run as processes from the scripts in {@code
 * benchmarks/peers}.
 */
package dev.cloze.benchmarks.tokenizer;
