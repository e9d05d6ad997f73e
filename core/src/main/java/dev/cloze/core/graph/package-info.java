/**
 * A model as data: the closed set of operations that a transformer and its loss need, over tensors with named
 * dimensions. Shapes are checked here, in Java, before anything runs. A {@link dev.cloze.core.graph.Graph} is read by
 * {@link dev.cloze.core.graph.Operation.Visitor visitors}: the script writer of {@code torch}, the float64
 * {@link dev.cloze.core.graph.Interpreter}, {@link dev.cloze.core.graph.Flops}. No engine is known here, and neither
 * optimisers nor files.
 */
@Internal
package dev.cloze.core.graph;

import dev.cloze.tokenizer.Internal;
