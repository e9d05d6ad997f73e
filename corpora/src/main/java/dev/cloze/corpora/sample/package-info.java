/**
 * Sample corpora: public texts that lie as class-path resources in Maven artifacts of others, addressed as {@code
 * sample:wordnet}, {@code sample:dickens} and {@code sample:europarl-en}. They are read out of the jar, never unpacked
 * and never copied into this project. Whoever wants one adds its artifact; without it the error names the artifact.
 */
@Internal
package dev.cloze.corpora.sample;

import dev.cloze.tokenizer.Internal;
