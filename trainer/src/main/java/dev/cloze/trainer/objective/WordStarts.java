package dev.cloze.trainer.objective;

import dev.cloze.tokenizer.Tokenizer;

/**
 * Where words begin in a row of ids, found from how the vocabulary spells the tokens, for rows no longer have their
 * text. WordPiece: at each token without the prefix of continuations. Vocabularies with U+2581 for spaces: at each token
 * that opens with it. Byte-level ones: at each token that opens with a space, unless a run of spaces goes on, and between
 * letters, digits and punctuation, as GPT-2's pattern cuts (Radford et al. 2019); bytes above 127 count as letters, so that punctuation
 * outside ASCII does not end a word. Without any of these, each token is a word.
 */
final class WordStarts {
    private static final char META_SPACE = '\u2581';
    private static final char BYTE_SPACE = '\u0120';

    private enum Edge {
        SPACE,
        BLANK,
        LETTER,
        DIGIT,
        PUNCTUATION
    }

    private final boolean[] opens;
    private final Edge[] first;
    private final Edge[] last;
    private final boolean[] spaces;

    private WordStarts(boolean[] opens, Edge[] first, Edge[] last, boolean[] spaces) {
        this.opens = opens;
        this.first = first;
        this.last = last;
        this.spaces = spaces;
    }

    static WordStarts of(Tokenizer tokenizer) {
        int size = tokenizer.vocabularySize();
        // A letter alone continues a word only among byte-level tokens.
        boolean byteLevel = tokenizer.id("a").stream().anyMatch(tokenizer::isContinuation);
        boolean metaSpace =
                !byteLevel && tokenizer.id(String.valueOf(META_SPACE)).isPresent();
        boolean[] opens = new boolean[size];
        Edge[] first = new Edge[byteLevel ? size : 0];
        Edge[] last = new Edge[byteLevel ? size : 0];
        boolean[] spaces = new boolean[byteLevel ? size : 0];
        for (int id = 0; id < size; id++) {
            String token = tokenizer.token(id);
            opens[id] = metaSpace ? !token.isEmpty() && token.charAt(0) == META_SPACE : !tokenizer.isContinuation(id);
            if (byteLevel) {
                first[id] = token.isEmpty() ? Edge.BLANK : edge(token.charAt(0));
                last[id] = token.isEmpty() ? Edge.BLANK : edge(token.charAt(token.length() - 1));
                spaces[id] = token.chars().allMatch(symbol -> symbol == BYTE_SPACE);
            }
        }
        return new WordStarts(opens, first, last, spaces);
    }

    /** Whether a word begins with a token that follows another. */
    boolean between(int before, int id) {
        if (first.length == 0) {
            return opens[id];
        }
        if (first[id] == Edge.SPACE) {
            return !spaces[id] || last[before] != Edge.SPACE;
        }
        // A space stands before what it belongs to; other white space stands alone.
        return last[before] != Edge.SPACE && last[before] != first[id];
    }

    private static Edge edge(char symbol) {
        if (symbol == BYTE_SPACE) {
            return Edge.SPACE;
        }
        if (symbol >= '\u0100' && symbol < BYTE_SPACE) {
            return Edge.BLANK; // bytes 0 to 31
        }
        if (symbol >= 0x80 || Character.isLetter(symbol)) {
            return Edge.LETTER;
        }
        return Character.isDigit(symbol) ? Edge.DIGIT : Edge.PUNCTUATION;
    }
}
