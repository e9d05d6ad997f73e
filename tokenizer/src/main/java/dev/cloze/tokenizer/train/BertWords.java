package dev.cloze.tokenizer.train;

import java.text.Normalizer;
import java.util.function.Consumer;

/**
 * BERT's cutting of text into words, with the reference's order of steps: clean, set ideographs apart, decompose and
 * drop accents (only with lower-casing), lower-case, cut at spaces and around each punctuation character.
 *
 * <p>What surprises: control and format characters, vertical tab and U+0085 among them, are removed before white space
 * is looked for, so the words beside them join. Lower-casing goes code point by code point: no final sigma.
 *
 * <p>Identical to the reference for all code points but one, U+11938, which the JDK decomposes and the reference does
 * not. Not for use by several threads at once.
 */
final class BertWords {
    private final boolean lowerCase;
    private final StringBuilder chunk = new StringBuilder();

    BertWords(boolean lowerCase) {
        this.lowerCase = lowerCase;
    }

    /** Hands over the words of a text in their order. */
    void split(String text, Consumer<String> words) {
        boolean ascii = true;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (BertCharacters.isRemoved(c)) {
                continue;
            }
            if (BertCharacters.isSpace(c)) {
                cut(ascii, words);
                ascii = true;
            } else if (BertCharacters.isIdeograph(c)) {
                cut(ascii, words);
                chunk.appendCodePoint(c);
                cut(false, words);
                ascii = true;
            } else {
                chunk.appendCodePoint(c);
                ascii &= c < 0x80;
            }
        }
        cut(ascii, words);
    }

    /** Cuts what stands between two spaces; a space keeps accents from wandering, so no step looks beyond it. */
    private void cut(boolean ascii, Consumer<String> words) {
        if (chunk.length() == 0) {
            return;
        }
        if (lowerCase) {
            lower(ascii);
        }
        int start = 0;
        for (int i = 0; i < chunk.length(); ) {
            int c = chunk.codePointAt(i);
            int next = i + Character.charCount(c);
            if (BertCharacters.isPunctuation(c)) {
                hand(start, i, words);
                hand(i, next, words);
                start = next;
            }
            i = next;
        }
        hand(start, chunk.length(), words);
        chunk.setLength(0);
    }

    private void lower(boolean ascii) {
        String decomposed = ascii ? chunk.toString() : Normalizer.normalize(chunk, Normalizer.Form.NFD);
        chunk.setLength(0);
        for (int i = 0; i < decomposed.length(); ) {
            int c = decomposed.codePointAt(i);
            i += Character.charCount(c);
            if (!BertCharacters.isMark(c)) {
                chunk.appendCodePoint(BertCharacters.toLower(c));
            }
        }
    }

    private void hand(int from, int to, Consumer<String> words) {
        if (from < to) {
            words.accept(chunk.substring(from, to));
        }
    }
}
