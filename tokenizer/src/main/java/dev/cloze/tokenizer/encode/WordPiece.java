package dev.cloze.tokenizer.encode;

import dev.cloze.tokenizer.text.AlignedText;
import java.util.HashMap;
import java.util.Map;

/**
 * WordPiece: the longest piece that the word begins with, then the longest that goes on, and so on (Song et al. 2021
 * call it MaxMatch). A word that cannot be spelt to its end, or is too long, is one unknown token.
 */
public final class WordPiece implements Model {
    private final Trie first;
    private final Trie further;
    private final int unknown;
    private final int longestWord;

    /**
     * A model of some pieces.
     *
     * @param prefix what opens a piece that continues a word
     * @param longestWord the most code points that a word may have
     */
    public WordPiece(Map<String, Integer> ids, String prefix, int unknown, int longestWord) {
        this.unknown = unknown;
        this.longestWord = longestWord;
        first = new Trie(ids);
        Map<String, Integer> continuing = new HashMap<>();
        ids.forEach((piece, id) -> {
            if (piece.startsWith(prefix)) {
                continuing.put(piece.substring(prefix.length()), id);
            }
        });
        further = new Trie(continuing);
    }

    @Override
    public void spell(AlignedText word, TokenList tokens) {
        int length = word.length();
        int[] ids = new int[Math.min(length, longestWord)];
        int[] ends = new int[ids.length];
        int pieces = 0;
        for (int from = 0; from < length && length <= longestWord; ) {
            Trie trie = from == 0 ? first : further;
            int end = from;
            int node = 0;
            for (int to = from; to < length; to++) {
                node = trie.next(node, word.codePoint(to));
                if (node == Trie.NONE) {
                    break;
                }
                if (trie.value(node) != Trie.NONE) {
                    ids[pieces] = trie.value(node);
                    end = to + 1;
                }
            }
            if (end == from) {
                break;
            }
            ends[pieces++] = end;
            from = end;
        }
        if (pieces == 0 || ends[pieces - 1] < length) {
            tokens.add(unknown, word, 0, length);
            return;
        }
        for (int i = 0; i < pieces; i++) {
            tokens.add(ids[i], word, i == 0 ? 0 : ends[i - 1], ends[i]);
        }
    }
}
