/**
 * Tokenizers. Encoding: the engine in Java beside the native one of HuggingFace that DJL brings along, on one thread and
 * two, with an empty memory of chunks and a full one. Training: beside rivals in other languages, which run as processes
 * from the scripts in {@code benchmarks/peers}.
 */
package dev.cloze.benchmarks.tokenizer;
