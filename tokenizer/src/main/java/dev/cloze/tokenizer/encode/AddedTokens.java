package dev.cloze.tokenizer.encode;

import dev.cloze.tokenizer.text.Characters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds added tokens in a text: the leftmost, and of those that begin there the longest. */
final class AddedTokens {
    private final Trie trie;
    private final List<AddedToken> tokens;

    /** Whether a token can begin with this character. */
    private final boolean[] firsts = new boolean[Character.MAX_VALUE + 1];

    /**
     * Tokens to look for.
     *
     * @param spellings how the text spells each of them
     */
    AddedTokens(List<AddedToken> tokens, List<String> spellings) {
        this.tokens = List.copyOf(tokens);
        Map<String, Integer> numbers = new HashMap<>();
        for (int i = 0; i < tokens.size(); i++) {
            if (!spellings.get(i).isEmpty()) {
                numbers.putIfAbsent(spellings.get(i), i);
                firsts[spellings.get(i).charAt(0)] = true;
            }
        }
        trie = new Trie(numbers);
    }

    boolean isEmpty() {
        return tokens.isEmpty();
    }

    /** Takes a text apart: what stands between added tokens, and these. */
    interface Parts {
        /** Takes text without added tokens, at least one character. */
        void text(int from, int to);

        /** Takes an added token and the characters that it stands for. */
        void token(AddedToken token, int from, int to);
    }

    void find(char[] text, int from, int to, Parts parts) {
        int done = from;
        for (int i = from; i < to; ) {
            if (!firsts[text[i]]) {
                i++;
                continue;
            }
            int end = i;
            int found = Trie.NONE;
            int node = 0;
            for (int j = i; j < to; ) {
                int c = Character.codePointAt(text, j, to);
                j += Character.charCount(c);
                node = trie.next(node, c);
                if (node == Trie.NONE) {
                    break;
                }
                if (trie.value(node) != Trie.NONE) {
                    found = trie.value(node);
                    end = j;
                }
            }
            if (found == Trie.NONE) {
                i++;
                continue;
            }
            AddedToken token = tokens.get(found);
            if (!token.singleWord() || standsAlone(text, from, i, end, to)) {
                int start = token.leftStrip() ? Math.max(done, blankStart(text, from, i)) : i;
                int stop = token.rightStrip() ? blankEnd(text, end, to) : end;
                if (done < start) {
                    parts.text(done, start);
                }
                parts.token(token, start, stop);
                done = stop;
            }
            // Not from the end of the white space that the token has swallowed: as in the reference, a token may
            // begin in there.
            i = end;
        }
        if (done < to) {
            parts.text(done, to);
        }
    }

    private static int blankStart(char[] text, int from, int end) {
        int start = end;
        while (start > from && Characters.isWhite(text[start - 1])) {
            start--;
        }
        return start;
    }

    private static int blankEnd(char[] text, int start, int to) {
        int end = start;
        while (end < to && Characters.isWhite(text[end])) {
            end++;
        }
        return end;
    }

    private static boolean standsAlone(char[] text, int from, int start, int end, int to) {
        boolean left = start == from || !Characters.isWordly(Character.codePointBefore(text, start, from));
        return left && (end == to || !Characters.isWordly(Character.codePointAt(text, end, to)));
    }
}
