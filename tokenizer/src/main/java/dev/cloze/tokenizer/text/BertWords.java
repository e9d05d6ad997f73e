package dev.cloze.tokenizer.text;

import java.util.function.Consumer;

/**
 * BERT's cutting of text into words, with the reference's order of steps: clean, set ideographs apart, decompose and
 * drop accents (only with lower-casing), lower-case, cut at spaces and around each punctuation character. The same as
 * {@link Normalizers#bert} and then {@link Splitters#bert}, in one pass.
 *
 * <p>What surprises: control and format characters, vertical tab and U+0085 among them, are removed before white space
 * is looked for, so the words beside them join. Lower-casing goes code point by code point: no final sigma.
 *
 * <p>Not for use by several threads at once.
 */
public final class BertWords {
    private final boolean lowerCase;
    private final StringBuilder chunk = new StringBuilder();

    public BertWords(boolean lowerCase) {
        this.lowerCase = lowerCase;
    }

    /** Hands over the words of a text in their order. */
    public void split(String text, Consumer<String> words) {
        boolean ascii = true;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (Characters.isRemoved(c)) {
                continue;
            }
            if (Characters.isSpace(c)) {
                cut(ascii, words);
                ascii = true;
            } else if (Characters.isIdeograph(c)) {
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
            if (Characters.isPunctuation(c)) {
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
        String decomposed = ascii ? chunk.toString() : NormalForm.NFD.normalize(chunk.toString());
        chunk.setLength(0);
        for (int i = 0; i < decomposed.length(); ) {
            int c = decomposed.codePointAt(i);
            i += Character.charCount(c);
            if (!Characters.isMark(c)) {
                chunk.appendCodePoint(Characters.toLower(c));
            }
        }
    }

    private void hand(int from, int to, Consumer<String> words) {
        if (from < to) {
            words.accept(chunk.substring(from, to));
        }
    }
}
