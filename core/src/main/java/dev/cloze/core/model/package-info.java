/**
 * Models as files: {@link dev.cloze.core.model.ModelDirectory} reads and writes a model's folder ({@code config.json},
 * {@code model.safetensors} and the tokenizer's files) in our own layout and in HuggingFace's, and
 * {@link dev.cloze.core.model.Safetensors} the tensors. Foreign names stand here and nowhere else.
 */
package dev.cloze.core.model;
