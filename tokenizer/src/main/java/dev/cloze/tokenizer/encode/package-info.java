/**
 * Text to ids in Java, for much text: the reference's pipeline of added tokens, normalizer, pre-tokenizer and model, with
 * a memory of the chunks that it has seen, because text repeats itself. It knows the parts that masked language models
 * use; {@link dev.cloze.tokenizer.encode.ChunkEncoder} is its face. Reading of files is the business of {@code
 * dev.cloze.tokenizer}.
 */
@Internal
package dev.cloze.tokenizer.encode;

import dev.cloze.tokenizer.Internal;
