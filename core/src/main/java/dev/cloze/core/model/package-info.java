/**
 * Models as files: {@link dev.cloze.core.model.Safetensors} and {@link dev.cloze.core.model.ModelDirectory}
 * ({@code config.json}, {@code model.safetensors} and the tokenizer's files). Foreign names stand here and nowhere else.
 */
package dev.cloze.core.model;
