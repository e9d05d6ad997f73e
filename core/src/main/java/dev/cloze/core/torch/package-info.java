/**
 * The engine's room, the only one that knows DJL and PyTorch. {@link dev.cloze.core.torch.ScriptWriter} turns a graph
 * into a {@link dev.cloze.core.torch.ScriptMethod}, {@link dev.cloze.core.torch.ScriptArchive} makes an archive of
 * methods in memory, {@link dev.cloze.core.torch.Program} loads and calls it. {@link dev.cloze.core.torch.Scope} owns
 * every native array: a run scope for weights and optimizer state, a child of it for each step.
 *
 * <p>One route leads into the engine: DJL's public {@code IValueUtils.forward} with named arrays. Its operations on
 * arrays are not used, since gradients through them are unsafe: a number turned into a tensor may be freed before the
 * backward pass.
 */
@Internal
package dev.cloze.core.torch;

import dev.cloze.tokenizer.Internal;
