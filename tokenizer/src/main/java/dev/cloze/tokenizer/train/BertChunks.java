package dev.cloze.tokenizer.train;

import dev.cloze.tokenizer.text.BertWords;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@link BertWords} gives, faster: text is cut at the spaces of ASCII, beyond which no step of BERT's looks. What is
 * between them is cut here if it is of ASCII, and otherwise mostly remembered, since words come again and again. Not for
 * use by several threads at once.
 */
final class BertChunks {
    private static final int REMEMBERED = 1 << 15;
    private static final int LONGEST_REMEMBERED = 64;

    private final boolean lowerCase;
    private final BertWords bert;
    private final String[] chunks = new String[REMEMBERED];
    private final char[][][] wordsOfChunks = new char[REMEMBERED][][];
    private char[] lowered = new char[64];

    BertChunks(boolean lowerCase) {
        this.lowerCase = lowerCase;
        bert = new BertWords(lowerCase);
    }

    void cut(char[] text, int from, int to, WordCutter.Words words) {
        for (int start = from; start < to; ) {
            if (isSpace(text[start])) {
                start++;
                continue;
            }
            int end = start;
            boolean isPlain = true;
            while (end < to && !isSpace(text[end])) {
                isPlain &= text[end] > ' ' && text[end] < 0x7F;
                end++;
            }
            if (isPlain) {
                cutPlain(text, start, end, words);
            } else {
                for (char[] word : remembered(text, start, end)) {
                    words.word(word, 0, word.length);
                }
            }
            start = end;
        }
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\n' || c == '\t' || c == '\r';
    }

    private void cutPlain(char[] text, int from, int to, WordCutter.Words words) {
        if (lowered.length < to - from) {
            lowered = new char[2 * (to - from)];
        }
        int start = 0;
        for (int i = from; i < to; i++) {
            char c = text[i];
            int place = i - from;
            lowered[place] = lowerCase && c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c;
            if (isPunctuation(c)) {
                if (start < place) {
                    words.word(lowered, start, place);
                }
                words.word(lowered, place, place + 1);
                start = place + 1;
            }
        }
        if (start < to - from) {
            words.word(lowered, start, to - from);
        }
    }

    /** Of the visible characters of ASCII all but letters and digits are punctuation to BERT. */
    private static boolean isPunctuation(char c) {
        return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'));
    }

    private char[][] remembered(char[] text, int from, int to) {
        String chunk = new String(text, from, to - from);
        int hash = chunk.hashCode() * 0x9E3779B9;
        int place = (hash ^ (hash >>> 15)) & (REMEMBERED - 1);
        if (chunk.equals(chunks[place])) {
            return wordsOfChunks[place];
        }
        List<char[]> words = new ArrayList<>();
        bert.split(chunk, word -> words.add(word.toCharArray()));
        char[][] cut = words.toArray(new char[0][]);
        if (chunk.length() <= LONGEST_REMEMBERED) {
            chunks[place] = chunk;
            wordsOfChunks[place] = cut;
        }
        return cut;
    }
}
