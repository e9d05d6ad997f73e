package dev.cloze.tokenizer.text;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * SentencePiece's normalizer by a table (Kudo and Richardson 2018, section 3.2), as the reference applies it ("Precompiled"):
 * a grapheme cluster of up to five bytes is replaced whole by what stands for the shortest of its beginnings that has a rule;
 * otherwise each of its code points is replaced by itself.
 *
 * <p>The characters of a replacement stand for one replaced character each, the last of them for those that are left. What
 * is dropped at the beginning of a text is not accounted for, as in the reference: what follows stands for characters before
 * it.
 */
public final class CharacterMap implements Normalizer {
    private static final int LABEL_BITS = 0x800000FF;
    private static final int HAS_LEAF = 1 << 8;
    private static final int LONGEST_CLUSTER = 5;
    private static final int NONE = -1;

    private final int[] trie;
    private final byte[] strings;
    private final boolean[] leavesAscii = new boolean[0x80];
    private final Map<Integer, int[]> replacements = new ConcurrentHashMap<>();

    /**
     * A map in which no way leads outside.
     *
     * @param trie a double-array trie over UTF-8 bytes
     * @param strings what its leaves point to, each closed by a zero byte
     */
    public CharacterMap(int[] trie, byte[] strings) {
        this.trie = trie.clone();
        this.strings = strings.clone();
        for (int c = 0; c < leavesAscii.length; c++) {
            AlignedText alone = AlignedText.of(Character.toString(c));
            // A carriage return and a line feed are a cluster.
            leavesAscii[c] = c != '\r' && find(alone, 0, 1) == NONE;
        }
    }

    @Override
    public boolean leaves(char[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text[i] >= leavesAscii.length || !leavesAscii[text[i]]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public AlignedText normalize(AlignedText text) {
        Rewriting rewriting = new Rewriting(text.length() + 8);
        boolean changed = false;
        for (int from = 0, to; from < text.length(); from = to) {
            to = Graphemes.end(text, from);
            if (to - from > 1 && bytes(text, from, to) <= LONGEST_CLUSTER && replace(text, from, to, rewriting)) {
                changed = true;
                continue;
            }
            for (int i = from; i < to; i++) {
                if (replace(text, i, i + 1, rewriting)) {
                    changed = true;
                } else {
                    rewriting.add(text.codePoint(i), 0);
                }
            }
        }
        return changed ? rewriting.applyTo(text) : text;
    }

    private boolean replace(AlignedText text, int from, int to, Rewriting rewriting) {
        int found = find(text, from, to);
        if (found == NONE) {
            return false;
        }
        int[] replacement = replacements.computeIfAbsent(found, this::string);
        int replaced = to - from;
        for (int i = 0; i < replacement.length; i++) {
            rewriting.add(replacement[i], i < replaced ? 0 : 1);
        }
        if (replacement.length < replaced) {
            rewriting.swallow(replaced - replacement.length);
        }
        return true;
    }

    private int[] string(int start) {
        int end = start;
        while (end < strings.length && strings[end] != 0) {
            end++;
        }
        return new String(strings, start, end - start, StandardCharsets.UTF_8)
                .codePoints()
                .toArray();
    }

    /** Where the string begins for the shortest beginning of some code points that has one, or {@link #NONE}. */
    private int find(AlignedText text, int from, int to) {
        int at = offset(trie[0]);
        for (int i = from; i < to; i++) {
            int c = text.codePoint(i);
            for (int last = bytes(c) - 1, place = last; place >= 0; place--) {
                int label = utf8(c, place, last);
                at ^= label;
                if (label == 0 || (trie[at] & LABEL_BITS) != label) {
                    return NONE;
                }
                boolean hasLeaf = (trie[at] & HAS_LEAF) != 0;
                at ^= offset(trie[at]);
                if (hasLeaf) {
                    return trie[at] & Integer.MAX_VALUE;
                }
            }
        }
        return NONE;
    }

    private static int offset(int unit) {
        return (unit >>> 10) << ((unit & (1 << 9)) >>> 6);
    }

    private static int bytes(AlignedText text, int from, int to) {
        int bytes = 0;
        for (int i = from; i < to; i++) {
            bytes += bytes(text.codePoint(i));
        }
        return bytes;
    }

    private static int bytes(int codePoint) {
        if (codePoint < 0x80) {
            return 1;
        }
        return codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    }

    /** One byte of the UTF-8 of a code point; place 0 is the last one, {@code last} the first. */
    private static int utf8(int codePoint, int place, int last) {
        if (last == 0) {
            return codePoint;
        }
        int lead = (0xF00 >> (last + 1)) & 0xFF;
        return place == last ? lead | (codePoint >> (6 * last)) : 0x80 | ((codePoint >> (6 * place)) & 0x3F);
    }
}
