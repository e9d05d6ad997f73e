/**
 * How text is prepared for a vocabulary: normalizers that change its characters, splitters that cut it into words, and
 * the alphabet in which byte-level models spell. Vocabularies are trained on such words and texts are encoded by them,
 * so both stand on this one room. What each character is comes from the table {@code characters.txt}, which was asked of
 * the reference library, never from the version of Java.
 */
@Internal
package dev.cloze.tokenizer.text;

import dev.cloze.tokenizer.Internal;
