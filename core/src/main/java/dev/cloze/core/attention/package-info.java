/**
 * Kernels: ways to run the graph's one attention node as script text. A kernel is chosen when a graph is compiled;
 * exporters, the interpreter and the FLOP count know only the node's meaning.
 */
@Internal
package dev.cloze.core.attention;

import dev.cloze.tokenizer.Internal;
