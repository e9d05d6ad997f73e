/**
 * A trained model in the form of those who use it: HuggingFace, sentence-transformers, ONNX, TorchScript, DJL Serving,
 * OpenSearch. Each export runs what it has written, as far as a JVM can, and compares it with the model's own forward pass
 * before it leaves it behind. The entry is {@link dev.cloze.trainer.export.ModelExport}.
 */
@Internal
package dev.cloze.trainer.export;

import dev.cloze.tokenizer.Internal;
