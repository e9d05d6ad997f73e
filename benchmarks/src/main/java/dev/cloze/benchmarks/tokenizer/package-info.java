/**
 * Encoding of text: the engine in Java beside the native one of HuggingFace that DJL brings along, on one thread and two,
 * with an empty memory of chunks and a full one.
 */
package dev.cloze.benchmarks.tokenizer;
