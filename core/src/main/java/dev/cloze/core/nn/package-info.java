/**
 * The transformer as small classes that write themselves into a graph. Each declares its parameters when it is made
 * and adds operations when it is applied; nothing here computes or knows the engine. The entry is
 * {@link dev.cloze.core.nn.MaskedLanguageModel}.
 */
@Internal
package dev.cloze.core.nn;

import dev.cloze.tokenizer.Internal;
